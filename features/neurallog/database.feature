@system:neurallog
Feature: The databases are looked after
  Connections and slow queries are known, those that run on are ended, indexes and statistics are made anew.

  @claim:neurallog-connection-states
  Scenario: Connections are known by their state
    Given the system is healthy
    Then the operator is told how many connections of the database are in each state

  @claim:neurallog-connections-counted
  Scenario: The number of connections is known against the limit
    Given the system is healthy
    Then the operator is told how many connections of the database are open, and how many may be

  @claim:neurallog-slow-queries-known
  Scenario: The slowest queries are listed
    Given the system is healthy
    Then the operator is told the ten slowest queries, the slowest first

  @claim:neurallog-queries-above-second @disruptive
  Scenario: Queries with a mean above a second are listed
    Given the system is healthy
    And a query of the database took 6 seconds
    Then the operator is told the queries that take over a second, the slowest first

  @claim:neurallog-long-queries @disruptive
  Scenario: A query that runs on is listed
    Given the system is healthy
    And a query has run for over five minutes
    Then the query that has run for over five minutes is listed, and no other

  @claim:neurallog-queries-ended @disruptive
  Scenario: A query that runs on is ended, and nothing else is
    Given the system is healthy
    And a query has run for over ten minutes
    When queries that have run for over ten minutes are ended
    Then the query that ran on is over, and nothing else was ended

  @claim:neurallog-analyzed @claim:neurallog-log-statistics @claim:neurallog-vacuum @disruptive
  Scenario: Dead rows are removed and statistics made anew
    Given the system is healthy
    And every row of the logs was changed
    When the tables of billing are vacuumed and analysed
    Then every table of billing was vacuumed and analysed
    And the operator is told that the statistics of every table are of now
    And the operator is told that dead rows of the logs are gone

  @claim:neurallog-log-index @disruptive
  Scenario: Searches of recent logs use an index
    Given the system is healthy
    When an index of the logs by time and level is made
    Then the operator is told that searches of recent logs use their index

  @claim:neurallog-log-reindex @disruptive
  Scenario: The index of the logs is built anew while rows are written
    Given the system is healthy
    And an index of the logs by time and level is made
    And a ledger is writing to PostgreSQL
    When the index of the logs is built anew
    Then the index of the logs is another, and in use
    And no acknowledged row is lost

  @claim:neurallog-database-reached
  Scenario: billing-service reaches its database
    Given the system is healthy
    Then billing-service reaches its database

  @claim:neurallog-database-reached @disruptive
  Scenario: That the database is not reached is said
    Given the system is healthy
    And the experiment "server stopped in its pod" stops postgresql in pod postgresql-0
    Then billing-service says that it does not reach its database

  @claim:neurallog-migration @disruptive
  Scenario: A migration is applied once
    Given the system is healthy
    When the billing database is migrated
    Then every migration is applied, and what was pending was applied once

  @claim:neurallog-cache-hits
  Scenario: The cache's share of hits is known
    Given the system is healthy
    And a ledger is searching logs 5 times a second
    Then the operator is told the cache's share of hits
    And at most 1 % of requests fail

  @claim:neurallog-redis-latency
  Scenario: How long the cache takes to answer is known
    Given the system is healthy
    Then the operator is told how long the cache takes to answer
