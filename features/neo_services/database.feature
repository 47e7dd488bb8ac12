@system:neo_services
Feature: What the database and the cache tell of themselves
  Load is made, and looked for where an operator would look.

  @claim:services-active-queries @claim:services-slow-queries @claim:services-unused-indexes
  @claim:services-p1-waits @claim:services-database-settings
  Scenario: Running, slow and waiting queries are listed
    Given the system is healthy
    And a ledger is giving neo-compute-service 2 jobs a second of 3000 ms
    When this goes on for 8 seconds
    Then among the queries that run is one with pg_sleep
    And a query with pg_sleep is listed with what it waits for
    And the slowest queries with a mean above 100 ms are listed, with pg_sleep
    And the indexes that were never used are listed, results_by_duration among them
    And PostgreSQL runs with the settings that it was given

  @claim:services-vacuum @claim:services-reindex @claim:services-database-size @disruptive
  Scenario: The database is looked after
    Given the system is healthy
    And rows of results that were never committed are dead
    And the size of the database is noted
    When the tables of neo_auth_db are vacuumed and analysed
    Then every table of neo_auth_db was vacuumed and analysed
    When every index of the database is built anew
    Then every index has another file than before
    And the size of the database is known, and not larger than before

  @claim:services-cache-hits @claim:services-redis-memory
  Scenario: Looks into the cache are counted
    Given the system is healthy
    And the looks into the cache are counted
    And a ledger is sending 10 requests a second to neo-oracle-service
    When this goes on for 10 seconds
    Then the cache has counted a look, found or not, for each request of the ledger
    And the memory that Redis uses is known

  @claim:services-redis-policy @disruptive
  Scenario: A full cache drops what was used longest ago
    Given the system is healthy
    When the cache is given more than it may hold
    Then it has dropped what was used longest ago, and takes writes
