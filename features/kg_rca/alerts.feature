@system:kg_rca
Feature: Alerts fire for their cause, in time, and clear
  An alert that nobody gets is none: each is waited for where Alertmanager passes it on.

  @claim:kg-alert-broker-down @disruptive
  Scenario: A broker that is gone raises an alert, which clears when it is back
    Given the system is healthy
    When the experiment "workload scaled" scales kafka to 4
    Then the critical alert KafkaBrokerDown fires after 1 minute
    When kafka is scaled up to 5 replicas as the runbook says
    Then the alert KafkaBrokerDown clears within 2 minutes

  @claim:kg-alert-neo4j-down @disruptive
  Scenario: A Neo4j that is down raises an alert, which clears when it is back
    Given the system is healthy
    When the experiment "server stopped in its pod" stops neo4j in pod neo4j-0
    Then the critical alert Neo4jDown fires after 2 minutes
    When Neo4j is started in its pod
    Then the alert Neo4jDown clears within 2 minutes

  @claim:kg-alert-lag @disruptive
  Scenario: A long lag raises a warning, which clears once it is drained
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    And 12000 events are waiting on one partition
    Then the warning alert HighConsumerLag fires after 5 minutes
    When graph-builder is scaled up to 5 replicas as the runbook says
    Then the backlog is drained within 5 minutes
    And the alert HighConsumerLag clears within 2 minutes

  @claim:kg-alert-accuracy @disruptive
  Scenario: A poor accuracy raises a warning, which clears once it is good again
    Given the system is healthy
    And errors whose causes cannot be found have made the accuracy poor
    Then the warning alert LowRCAAccuracy fires after 10 minutes
    When the errors whose causes cannot be found are removed
    Then the alert LowRCAAccuracy clears within 2 minutes

  @claim:kg-alert-disk @claim:kg-overview-alert-disk @disruptive
  Scenario: A volume that is nearly full raises a warning, which clears once it is larger
    Given the system is healthy
    When the experiment "volume nearly full" is brought to the pod of neo4j
    Then the warning alert DiskSpaceHigh fires after 5 minutes
    When Neo4j's volume is made larger as the runbook says
    Then the alert DiskSpaceHigh clears within 2 minutes

  @claim:kg-overview-alert-cpu @disruptive
  Scenario: Processor time that runs short raises a warning
    Given the system is healthy
    When the experiment "processor busy" is brought to the pod of kafka-exporter
    Then the warning alert ContainerProcessorBusy fires after 5 minutes

  @claim:kg-overview-alert-memory @disruptive
  Scenario: Memory that runs short raises a warning
    Given the system is healthy
    When the experiment "memory tight" is brought to the pod of kafka-exporter
    Then the warning alert ContainerMemoryTight fires after 5 minutes

  @claim:kg-alert-restarts @claim:kg-overview-alert-restarts @disruptive
  Scenario: A pod that restarts more than five times within an hour raises a warning
    Given the system is healthy
    When the experiment "heap too small" keeps Neo4j from starting
    Then the warning alert PodRestartsOften fires once neo4j-0 has restarted more than 5 times
