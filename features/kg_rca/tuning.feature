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
