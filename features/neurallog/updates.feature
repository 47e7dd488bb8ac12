@system:neurallog
Feature: Updates
  A version is rolled out pod by pod, and no request fails meanwhile.

  @claim:neurallog-update @disruptive
  Scenario: billing-service is updated, and no request fails
    Given the system is healthy
    And a ledger is asking billing-service 5 times a second
    When billing-service is updated to version v1.2.0
    Then every pod of billing-service has version v1.2.0
    And at most 0 % of requests fail

  @claim:neurallog-operator-update @disruptive
  Scenario: The operator is updated, and tenants go on being served
    Given the system is healthy
    And a ledger is searching logs 5 times a second
    When neurallog-operator is updated to version v1.1.0
    Then every pod of neurallog-operator has version v1.1.0
    And at most 0 % of requests fail

  @claim:neurallog-restarted @claim:neurallog-patches @disruptive
  Scenario: The pods of a service are restarted, and no request fails
    Given the system is healthy
    And a ledger is asking billing-service 5 times a second
    When the pods of billing-service are restarted one after the other
    Then at most 0 % of requests fail
