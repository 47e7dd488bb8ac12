@system:kg_rca
Feature: Scaling by hand
  What is scaled up serves, and is scaled back when the drill is over.

  @claim:kg-api-scale @disruptive
  Scenario: kg-api is scaled up by hand, and serves
    Given the system is healthy
    When kg-api is scaled up to 30 replicas as the runbook says
    Then kg-api has 30 replicas
    And requests of every client are answered 200 within 15 minutes

  @claim:kg-kafka-scale @disruptive
  Scenario: Kafka is scaled to seven brokers, and all of them hold partitions
    Given the system is healthy
    When Kafka is scaled up to 7 brokers as the runbook says
    Then 7 brokers are ready within 300 seconds
    When partitions are reassigned to all brokers
    Then each of 7 brokers holds partitions, in sync
