@system:kg_rca
Feature: Alerts fire for their cause, in time, and clear
  An alert that nobody gets is none: each is waited for where Alertmanager passes it on.

  @claim:kg-alert-broker-down @disruptive
  Scenario: A broker that is gone raises an alert, which clears when it is back
    Given the system is healthy
    When the experiment "workload scaled" scales kafka to 4
    Then the critical alert KafkaBrokerDown fires 1 minute after the fault
    When kafka is scaled up to 5 replicas as the runbook says
    Then the alert KafkaBrokerDown clears within 2 minutes

  @claim:kg-alert-neo4j-down @disruptive
  Scenario: A Neo4j that is down raises an alert, which clears when it is back
    Given the system is healthy
    When the experiment "server stopped in its pod" stops neo4j in pod neo4j-0
    Then the critical alert Neo4jDown fires 2 minutes after the fault
    When Neo4j is started in its pod
    Then the alert Neo4jDown clears within 2 minutes
