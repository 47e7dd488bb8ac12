@system:neurallog
Feature: Incidents are looked into and ended
  What a diagnosis needs is collected in time, and a version that fails is rolled back.

  @claim:neurallog-rollback @disruptive
  Scenario: A version that fails is rolled back, and the service answers again
    Given the system is healthy
    Then billing-service reports yesterday's use within 1 minute
    When billing-service is updated to a version that does not find the logs
    Then billing-service fails to report yesterday's use within 1 minute
    When billing-service is rolled back
    Then billing-service reports yesterday's use within 3 minutes

  @claim:neurallog-diagnostics @disruptive
  Scenario: What a diagnosis needs is collected
    Given the system is healthy
    When the experiment "container frozen" strikes a pod of auth-service
    Then pods, events, logs and metrics of auth-service are collected within 1 hour
