@system:neurallog
Feature: Growth and scaling
  What a small load uses is carried on to what the manual plans for: forecasts, and labelled so.

  @claim:neurallog-capacity-tenants @claim:neurallog-capacity-logs @claim:neurallog-capacity-storage
  @claim:neurallog-capacity-requests @disruptive
  Scenario: What half a year's growth needs is known, and there is room for it
    Given the system is healthy
    And tenant newco is made with plan enterprise
    And the processor time and memory in use are counted in every container
    When tenant newco sends 20 requests of 500 logs
    Then at its most replicas log-ingestion could take in at least 57870 logs a second
    And at its most replicas log-ingestion could take in at least 116 requests a second
    And the operator of tenants could look after at least 2500 of them
    And the logs of half a year at today's rate need at most 15 TB

  @claim:neurallog-vertical @disruptive
  Scenario: Log ingestion is given more for each pod, and no request fails
    Given the system is healthy
    And a ledger is searching logs 5 times a second
    When log-ingestion is given more processor and memory as the runbook says
    Then every pod of log-ingestion has what it was given
    And at most 0 % of requests fail

  @claim:neurallog-postgresql-scaled @disruptive
  Scenario: PostgreSQL has five instances with room for more connections
    Given the system is healthy
    When PostgreSQL is told to take 500 connections and to have the shared buffers of the runbook
    And postgresql-standby is scaled up to 4 replicas as the runbook says
    Then 5 instances of PostgreSQL have all rows, take 500 connections and have the shared buffers of the runbook
