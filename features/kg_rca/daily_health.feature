@system:kg_rca
Feature: The morning health check
  Every morning the check looks at six parts of the system and gives each a level.
  A scenario passes when the level found is the level of the state that was made.

  @claim:kg-health-pods
  Scenario: Every pod runs and is ready
    Given the system is healthy
    When the morning health check looks at pods
    Then the level found is ok

  @claim:kg-health-pods @disruptive
  Scenario: A pod that runs but is not ready is noticed
    Given the system is healthy
    And the experiment "server stopped in its pod" stops postgresql in pod postgresql-0
    When the morning health check looks at pods
    Then the level found is warning

  @claim:kg-health-neo4j
  Scenario: Neo4j is online and takes writes
    Given the system is healthy
    When the morning health check looks at Neo4j
    Then the level found is ok

  @claim:kg-health-neo4j @disruptive
  Scenario: A Neo4j that is down is noticed
    Given the system is healthy
    And the experiment "server stopped in its pod" stops neo4j in pod neo4j-0
    When the morning health check looks at Neo4j
    Then the level found is critical

  @claim:kg-neo4j-leader
  Scenario: The Neo4j cluster has a leader
    Given the system is healthy
    When the morning health check looks at the Neo4j leader
    Then the level found is ok

  @claim:kg-health-brokers
  Scenario: All five brokers are online
    Given the system is healthy
    When the morning health check looks at Kafka brokers
    Then the level found is ok

  @claim:kg-health-brokers @disruptive
  Scenario: A broker that is gone is noticed
    Given the system is healthy
    And the experiment "workload scaled" scales kafka to 4
    When the morning health check looks at Kafka brokers
    Then the level found is warning

  @claim:kg-kafka-lag
  Scenario: Consumer lag is acceptable
    Given the system is healthy
    When the morning health check looks at consumer lag
    Then the level found is ok

  @claim:kg-kafka-lag @claim:kg-performance-lag @claim:kg-client-panel-lag @disruptive
  Scenario: Consumer lag is judged at the runbook's limits
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    When 999 events are waiting on one partition
    And the morning health check looks at consumer lag
    Then the level found is ok
    When 1000 events are waiting on one partition
    And the morning health check looks at consumer lag
    Then the level found is warning
    When 10000 events are waiting on one partition
    And the morning health check looks at consumer lag
    Then the level found is critical
    And the dashboards show the lag of each topic as counted

  @claim:kg-health-disk
  Scenario: The volumes of Neo4j and Kafka have room
    Given the system is healthy
    When the morning health check looks at disk usage
    Then the level found is ok

  @claim:kg-health-metrics
  Scenario: The key metrics are there and good
    Given the system is healthy
    When the morning health check looks at key metrics
    Then the level found is ok

  @claim:kg-health-metrics @disruptive
  Scenario: An accuracy that is poor is noticed
    Given the system is healthy
    And errors whose causes cannot be found have made the accuracy poor
    When the morning health check looks at key metrics
    Then the level found is warning
