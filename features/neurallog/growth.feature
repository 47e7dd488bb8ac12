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
