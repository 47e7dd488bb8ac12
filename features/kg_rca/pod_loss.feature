@system:kg_rca
Feature: Pods of the pipeline are killed under load
  The runbook runs many replicas of graph-builder and kg-api, so losing some must harm nothing.

  @claim:kg-graph-builder-pod-loss @disruptive
  Scenario: Pods of graph-builder are killed and every event is in the graph once
    Given the system is healthy
    And a ledger is sending events through Kafka into the graph
    When the experiment "pods killed" kills 2 pods of graph-builder
    Then graph-builder has all its replicas again within 2 minutes
    And no acknowledged event is lost or applied twice

  @claim:kg-api-pod-loss @disruptive
  Scenario: A pod of kg-api is killed and requests stay within the error budget
    Given the system is healthy
    And a ledger is asking the API 20 times a second
    When the experiment "pods killed" kills 1 pod of kg-api
    Then kg-api has all its replicas again within 2 minutes
    And at most 1 % of requests fail
