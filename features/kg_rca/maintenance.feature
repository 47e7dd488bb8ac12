@system:kg_rca
Feature: The monthly maintenance window
  The API tells its clients that it is in maintenance, the databases are looked after, and
  everybody is served again.

  @claim:kg-maintenance-mode @claim:kg-maintenance-vacuum @claim:kg-maintenance-over
  @claim:kg-maintenance-upgrade @disruptive
  Scenario: Clients are told of maintenance, and served after it
    Given the system is healthy
    When the API is put into maintenance
    Then requests of every client are answered 503 within 30 seconds
    When the release is upgraded
    And the tables of billing are vacuumed and analysed
    Then every table of billing was vacuumed and analysed
    When maintenance of the API is over
    Then requests of every client are answered 200 within 30 seconds
    And kg-api has 10 replicas
    And every pod of the release is of the new one

  @claim:kg-maintenance-compact @disruptive
  Scenario: Neo4j's store is compacted
    Given the system is healthy
    When Neo4j's store is compacted
    Then the compacted store takes less of the disk than the store did
