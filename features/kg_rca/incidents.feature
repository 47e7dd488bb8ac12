@system:kg_rca
Feature: Incidents by their severity
  An incident is made, seen in monitoring, mitigated, and over only once monitoring shows it.

  @claim:kg-neo4j-split-brain @disruptive
  Scenario: Followers of Neo4j that are restarted rejoin a cluster with a leader
    Given the system is healthy
    When the experiment "pods killed" kills 2 pods of neo4j
    Then neo4j has all its replicas again within 2 minutes
    When the morning health check looks at the Neo4j leader
    Then the level found is ok
