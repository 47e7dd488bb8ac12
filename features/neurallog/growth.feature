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
