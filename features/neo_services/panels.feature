@system:neo_services
Feature: The figures of the dashboards are there
  Grafana is not to be had in the lab: what its panels draw is asked where they would ask it.

  @claim:services-panel-availability @claim:services-panel-connections @claim:services-panel-pool
  Scenario: Figures of the services
    Given the system is healthy
    Then the dashboards have the share of time up of every service
    And the dashboards have open connections of every pod
    And the dashboards have used connections of its pool of every pod
    And the dashboards have free connections of its pool of every pod

  @claim:services-panel-nodes @claim:services-panel-pods @claim:services-panel-network
  @claim:services-panel-storage @claim:services-volume-usage
  Scenario: Figures of the infrastructure
    Given the system is healthy
    Then the dashboards have processor time of every node
    And the dashboards have memory of every node
    And the dashboards have processor time of its limit of every pod
    And the dashboards have memory of its limit of every pod
    And the dashboards have bytes on the network of every pod
    And the dashboards have used bytes of every volume
    And the dashboards have size in bytes of every volume

  @claim:services-trend-cpu @claim:services-trend-memory @claim:services-trend-network @claim:services-trend-storage
  Scenario: Trends over time
    Given the system is healthy
    Then the dashboards have mean processor time over a week of every node
    And the dashboards have mean memory over a week of every node
    And the dashboards have bytes a second on the network of every pod
    And the dashboards have growth over a week of every volume

  @claim:services-panel-requests @claim:services-panel-latencies
  Scenario: The load that there is
    Given the system is healthy
    And a ledger is sending 10 requests a second to neo-auth-service
    When this goes on for 75 seconds
    Then the dashboards show the rate of log-ins as the ledger counted
    And the dashboards show the percentiles of the services' answers, of every request counted

  @claim:services-panel-size @claim:services-panel-queries @claim:services-panel-backups
  Scenario: Figures of the database
    Given the system is healthy
    And a backup of neo_auth_db is made by its job
    Then the dashboards show the size of each database as counted
    And the dashboards have growth in bytes over a week of every database
    And the dashboards show the mean time of a query as counted
    And the dashboards show when the last backup was taken as counted
    And the dashboards show that the last backup succeeded as counted

  @claim:services-panel-errors @disruptive
  Scenario: The share of requests that fail
    Given the system is healthy
    And a ledger is asking for the external dependency 3 times a second
    When the experiment "dependency lost" begins
    And this goes on for 75 seconds
    Then the dashboards show the share of the oracle's errors as the ledger counted
