@system:kg_rca
Feature: A backlog of events
  Events pile up while nobody reads them; graph-builder is scaled up by hand and drains them.

  @claim:kg-graph-builder-scale @claim:kg-incident-p1 @disruptive
  Scenario: A backlog drains after graph-builder is scaled up
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    And 50000 events are waiting for graph-builder
    When graph-builder is scaled up to 20 replicas as the runbook says
    Then the backlog is drained within 5 minutes
    And no acknowledged event is lost or applied twice
