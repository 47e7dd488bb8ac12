@system:kg_rca
Feature: Performance tuning is in effect
  A setting that was changed is looked for where it works, not where it was written.

  @claim:kg-kafka-tuning @disruptive
  Scenario: Kafka's brokers run with the tuned settings
    Given the system is healthy
    When Kafka is tuned as the runbook says
    Then every broker runs with the tuned settings

  @claim:kg-graph-builder-tuning @claim:kg-cost-right-size @disruptive
  Scenario: Every pod of graph-builder runs with the tuned settings, and with less held for it
    Given the system is healthy
    When graph-builder is tuned as the runbook says, and half its processor and memory is held for it
    Then every pod of graph-builder runs with the tuned settings
    And half the processor and memory is held for every pod of graph-builder

  @claim:kg-graph-builder-limits @disruptive
  Scenario: Every pod of graph-builder runs with requests and limits
    Given the system is healthy
    When graph-builder is given twice its requests as limits, as the runbook says
    Then every pod of graph-builder is held to twice its requests

  @claim:kg-neo4j-tuning @claim:kg-neo4j-resources @claim:kg-neo4j-heap @disruptive
  Scenario: Neo4j runs with more, and with the tuned settings
    Given the system is healthy
    When Neo4j is given more and tuned as the runbook says
    Then Neo4j runs with the tuned settings
    And Neo4j's Java runs with the larger heap
    And more processor and memory is held for Neo4j, which is held to more memory
    And requests of every client are answered 200 within 15 minutes
