@system:observatory
Feature: The database is looked after, tuned and restored

  @claim:obs-database-vacuum @claim:obs-slow-vacuum @claim:obs-database-reindex @claim:obs-database-statistics
  @claim:obs-database-bloat @disruptive
  Scenario: The weekly and the monthly work
    Given the system is healthy
    And a tenth of the rows of metrics is dead
    Then the look at the ten largest tables names metrics with over 5 % of bloat
    When the database is vacuumed and analysed
    Then under 100 dead rows are left in each table, with statistics of then
    When the database is reindexed
    Then every index is valid and was made anew
    When the statistics of the database are updated
    Then under 100 dead rows are left in each table, with statistics of then

  @claim:obs-database-schedule @disruptive
  Scenario: The database is looked after on Sundays, and on the first one the monthly work follows
    Given the system is healthy
    Then the database is looked after every Sunday at 03:00
    When the database's upkeep is run as on day 8 of a month
    Then every table has had the weekly work alone
    When the database's upkeep is run as on day 7 of a month
    Then every table has had the weekly work and after it the monthly

  @claim:obs-slow-index @disruptive
  Scenario: A missing index makes the query by time quick
    Given the system is healthy
    And the query of metrics by time reads the whole table
    When an index on the timestamp of metrics is made
    Then the query of metrics by time uses that index and is quicker

  @claim:obs-tuning-database @claim:obs-tuning-restart @disruptive
  Scenario: PostgreSQL is tuned and comes back with all its rows
    Given the system is healthy
    When PostgreSQL is tuned as the runbook says and its pod is deleted
    Then PostgreSQL runs with the tuned settings within 3 minutes
    And every row that was there is there
    And the overview answers without an error within 5 minutes

  @claim:obs-slow-scaled @disruptive @alone
  Scenario: Ten backends serve the load and the autoscaler keeps them
    Given the system is healthy
    And users are asking for the overview 2 times a second
    When an index on the timestamp of metrics is made
    And observatory-backend is scaled up to 10 replicas as the runbook says
    And this goes on for 80 seconds
    Then the 95th percentile of the requests' times is under 500 ms
    And observatory-backend has 10 replicas

  @claim:obs-tuning-workers @disruptive
  Scenario: Each backend serves with more workers
    Given the system is healthy
    When each backend gets the workers that the runbook gives it
    Then each backend serves with 4 worker processes

  @claim:obs-tuning-pool @disruptive
  Scenario: Each backend gets a larger pool, and the database has room for it
    Given the system is healthy
    When each backend gets the pool that the runbook gives it, and the database room for it
    Then the database gives as many sessions as all backends may have
