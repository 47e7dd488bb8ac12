@system:neurallog
Feature: Incidents are looked into and ended
  What a diagnosis needs is collected in time, and a version that fails is rolled back.

  @claim:neurallog-diagnostics @disruptive
  Scenario: What a diagnosis needs is collected
    Given the system is healthy
    When the experiment "container frozen" strikes a pod of auth-service
    Then pods, events, logs and metrics of auth-service are collected within 1 hour
