@system:neurallog
Feature: Service levels under load
  Ledgers send the load and count its answers and their times, apart from the services.

  @claim:neurallog-durability
  Scenario: No log that was acknowledged is lost
    Given the system is healthy
    And a ledger is sending logs 5 times a second
    When this goes on for 20 seconds
    Then no acknowledged log is lost

  @claim:neurallog-availability @claim:neurallog-error-rate
  Scenario: Nearly everybody is answered well
    Given the system is healthy
    And a ledger is logging in 2 times a second
    And a ledger is searching logs 2 times a second
    When this goes on for 20 seconds
    Then fewer than 0.1 % of requests fail
    And every service answers at least 99.9 % of its requests well

  @claim:neurallog-latency @claim:neurallog-query-latency @alone
  Scenario: Log-ins and searches are answered in time
    Given the system is healthy
    And a ledger is logging in 5 times a second
    And a ledger is searching logs 5 times a second
    When this goes on for 30 seconds
    Then the 95th percentile of the times of searches is under 0.2 seconds
    And the 95th percentile of their times is under 0.1 seconds

  @claim:neurallog-hpa-bounds
  Scenario: Log ingestion runs with five to a hundred replicas
    Given the system is healthy
    Then log-ingestion-hpa keeps 5 to 100 replicas

  @claim:neurallog-hpa-requests @disruptive
  Scenario: Log ingestion is given replicas while more is asked of each pod than it should be
    Given the system is healthy
    And log-ingestion-hpa may make no more than 8 replicas
    And log-ingestion-hpa is told to go by requests alone
    Then log-ingestion-hpa aims at 4 requests a second of each pod, a two hundred and fiftieth of what the runbook says
    Given a ledger is searching logs 35 times a second
    Then log-ingestion-hpa adds replicas while more is asked of each pod, within 3 minutes
