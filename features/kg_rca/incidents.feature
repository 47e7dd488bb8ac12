@system:kg_rca
Feature: Incidents by their severity
  An incident is made, seen in monitoring, mitigated, and over only once monitoring shows it.

  @claim:kg-incident-p0 @claim:kg-incident-procedure @disruptive
  Scenario: P0, Neo4j is down and no client is served
    Given the system is healthy
    When the experiment "server stopped in its pod" stops neo4j in pod neo4j-0
    Then no client is served within 2 minutes
    And monitoring shows that Neo4j is down within 30 seconds
    When Neo4j is started in its pod
    Then requests of every client are answered 200 within 15 minutes
    And monitoring shows that Neo4j is up within 30 seconds

  @claim:kg-neo4j-split-brain @disruptive
  Scenario: Followers of Neo4j that are restarted rejoin a cluster with a leader
    Given the system is healthy
    When the experiment "pods killed" kills 2 pods of neo4j
    Then neo4j has all its replicas again within 2 minutes
    When the morning health check looks at the Neo4j leader
    Then the level found is ok

  @claim:kg-incident-p2 @disruptive
  Scenario: P2, the graph of one client is lost, and is built again from its events
    Given the system is healthy
    And client newco is added with plan basic
    And client newco may write to its own topic
    And client newco sends 100 events to its own topic
    And the graph holds 100 events of client newco within 1 minute
    When the graph of client newco is lost
    Then the graph holds 0 events of client newco within 1 minute
    When graph-builder is restarted, and reads again what the graph does not have
    Then the graph holds 100 events of client newco within 4 hours
    And requests of client newco are answered 200

  @claim:kg-incident-p3 @disruptive
  Scenario: P3, a dashboard does not load, and clients are served all the while
    Given the system is healthy
    And a ledger is asking the API 20 times a second
    When the experiment "workload scaled" scales graph-exporter to 0
    Then the dashboards do not show the accuracy within 2 minutes
    When graph-exporter is scaled up to 1 replicas as the runbook says
    Then the dashboards show the accuracy as counted
    And at most 1 % of requests fail
