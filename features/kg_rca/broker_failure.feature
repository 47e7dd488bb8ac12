@system:kg_rca
Feature: A Kafka broker fails
  Three replicas of each partition and two that must be in sync let the cluster lose one broker.

  @claim:kg-kafka-broker-failure @disruptive
  Scenario: A Kafka broker is lost and the cluster heals without losing a message
    Given the system is healthy
    And a ledger is writing to Kafka with acks from all replicas
    When the experiment "kafka broker loss" takes down broker 3
    Then every partition is fully replicated again within 2 minutes
    And broker 3 has rejoined within 3 minutes
    And no acknowledged message is lost
    And each message is there once and in order
    And at least 2000 messages a second were acknowledged
