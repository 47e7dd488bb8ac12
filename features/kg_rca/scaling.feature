@system:kg_rca
Feature: Scaling by hand and by load
  What is scaled up serves, and is scaled back when the drill is over. An autoscaler is told to wait
  for seconds before it scales down, where the cluster's own wait is five minutes.

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

  @claim:kg-api-autoscale @disruptive
  Scenario: Load takes kg-api above its least replicas, and it comes back after it
    Given the system is healthy
    And a ledger is asking the API 40 times a second
    When the autoscaler of kg-api is told to wait for 15 seconds before it scales down
    Then the autoscaler of kg-api has at least 13 replicas within 3 minutes
    When the ledger of requests ends
    Then the autoscaler of kg-api comes back to its least within 5 minutes

  @claim:kg-graph-builder-autoscale @disruptive
  Scenario: Load takes graph-builder above its least replicas, and it comes back after it
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    And 450000 events are waiting for graph-builder
    When the autoscaler of graph-builder is told to wait for 15 seconds before it scales down
    And graph-builder is scaled up to 5 replicas as the runbook says
    Then the autoscaler of graph-builder has at least 6 replicas within 3 minutes
    And the autoscaler of graph-builder comes back to its least within 5 minutes
    And no acknowledged event is lost or applied twice

  @claim:kg-neo4j-storage @disruptive
  Scenario: Neo4j's volume is made larger while nodes are written
    Given the system is healthy
    And a ledger is writing to Neo4j
    When Neo4j's volume is made larger as the runbook says
    Then Neo4j's volume is larger, by its claim and in its container, within 2 minutes
    And requests of every client are answered 200 within 30 seconds
    And no acknowledged node is lost
