@system:neurallog
Feature: Panels show what there is
  What the panels draw is held against what is counted in the cluster, in the databases, or by a ledger.

  @claim:neurallog-panel-requests @claim:neurallog-panel-latencies @claim:neurallog-panel-resources
  @claim:neurallog-panel-network
  Scenario: The panels show the load that there is
    Given the system is healthy
    And a ledger is searching logs 10 times a second
    And the processor time and memory in use are counted in every container
    When this goes on for 75 seconds
    Then the panel of utilization shows the processor time and memory in use
    And the operator is told how full the disks are
    And the dashboards show the rate of searches as the ledger counted
    And the dashboards show the percentiles of the platform's answers, of every request counted
    And the dashboards show the bytes on the network as counted

  @claim:neurallog-panel-health @claim:neurallog-panel-cluster
  Scenario: The panels show which services, pods and nodes are well
    Given the system is healthy
    Then the dashboards show which services are up as counted
    And the dashboards show the number of ready nodes as counted
    And the dashboards show the number of ready pods as counted

  @claim:neurallog-panel-tenants @claim:neurallog-panel-plans @claim:neurallog-panel-consumers
  @claim:neurallog-panel-quotas @claim:neurallog-panel-billing
  Scenario: The panels show tenants, what they use, and what they pay
    Given the system is healthy
    Then the dashboards show the number of active tenants as counted
    And the dashboards show use by plan as counted
    And the dashboards show use by tenant, the most first as counted
    And the dashboards show what is used of each quota as counted
    And the dashboards show revenue by month as counted

  @claim:neurallog-panel-database @claim:neurallog-panel-cache
  Scenario: The panels show the database and the cache
    Given the system is healthy
    Then the dashboards show the connections of the database as counted
    And the dashboards show the mean time of a query as counted
    And the dashboards show the memory of the cache as counted
    And the operator is told the cache's share of hits

  @claim:neurallog-panel-disks
  Scenario: The panel of disks shows the operations and bytes of a disk
    Given the system is healthy
    When 1000 writes are forced onto the disk of clickhouse
    Then the panel of disks shows these operations and bytes, and no more than there were
