@system:observatory
Feature: The database is looked after, tuned and restored

  @claim:obs-database-vacuum @claim:obs-slow-vacuum @claim:obs-database-reindex @claim:obs-database-statistics
  @claim:obs-database-bloat @disruptive
  Scenario: The weekly and the monthly work
    Given the system is healthy
    And a tenth of the rows of metrics is dead
    Then the look at the ten largest tables names metrics with over 5 % of bloat
    When the database is vacuumed and analysed
    Then no table has 100 dead rows, and the statistics of each are of then
    When the database is reindexed
    Then every index is valid and was made anew
    When the statistics of the database are updated
    Then no table has 100 dead rows, and the statistics of each are of then

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

  @claim:obs-slow-scaled @disruptive
  Scenario: Ten backends serve the load and the autoscaler keeps them
    Given the system is healthy
    And users are asking for the overview 5 times a second
    When observatory-backend is scaled up to 10 replicas as the runbook says
    And this goes on for 80 seconds
    Then 95 % of the requests take under 500 ms
    And observatory-backend has 10 replicas
