@system:neurallog
Feature: Service levels under load
  Ledgers send the load and count its answers and their times, apart from the services.

  @claim:neurallog-durability
  Scenario: No log that was acknowledged is lost
    Given the system is healthy
    And a ledger is sending logs 5 times a second
    When this goes on for 20 seconds
    Then no acknowledged log is lost

  @claim:neurallog-hpa-bounds
  Scenario: Log ingestion runs with five to a hundred replicas
    Given the system is healthy
    Then log-ingestion-hpa keeps 5 to 100 replicas
