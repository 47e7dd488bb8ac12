@system:neo_services
Feature: What there is, and whether it is well
  The looks that troubleshooting and the playbooks begin with.

  @claim:services-pods @claim:services-databases-pods @claim:services-p0-pods @claim:services-p0-nodes
  Scenario: Pods and nodes are well
    Given the system is healthy
    Then every pod of neo-services runs and is ready
    And every pod of neo-databases runs and is ready
    And every pod of every namespace runs and is ready
    And every node is ready

  @claim:services-node-usage @claim:services-memory-known @claim:services-node-capacity
  @claim:services-requests-limits @claim:services-memory-of-container
  Scenario: What is used, and what may be used, is known
    Given the system is healthy
    Then the use of processor and memory is known for every node and every container
    And the capacity of every node is known
    And every container of neo-services has requests and limits
    And every container of neo-services uses less memory than its own limit

  @claim:services-hpa-known @claim:services-hpa-bounds
  Scenario: The autoscaler of log-ins reads its measures and keeps its bounds
    Given the system is healthy
    Then every autoscaler reads its metric and may scale
    And neo-auth-service-hpa keeps 3 to 20 replicas

  @claim:services-database-health @claim:services-database-from-service @claim:services-postgresql-ready
  Scenario: Every service can use its database
    Given the system is healthy
    Then PostgreSQL accepts new connections
    And every pod of neo-auth-service says that its database can be used within 30 seconds
    And every pod of neo-oracle-service says that its database can be used within 30 seconds
    And every pod of neo-compute-service says that its database can be used within 30 seconds
    And every pod of neo-auth-service reaches neo_auth_db with its own account
