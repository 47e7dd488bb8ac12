@system:neo_production
Feature: Versions are rolled out, tried, and rolled back
  A new version comes to staging first, takes a part of the traffic, and can be taken back under load.

  @claim:production-image @claim:production-rollout-watched @claim:production-rollout-history @disruptive
  Scenario: A new version is rolled out to every pod
    Given the system is healthy
    When version 1.1.0 of keymanagement-service is rolled out
    Then the roll-out of keymanagement-service is complete
    And every pod of keymanagement-service runs the image of version 1.1.0
    And the history of keymanagement-service has version 1.1.0 with its cause

  @claim:production-rollout-watched @disruptive
  Scenario: A roll-out that does not become ready is seen to have stopped
    Given the system is healthy
    When version 1.3.0 of storage-service is rolled out
    Then the roll-out of storage-service is stopped
    And clients are answered by version 1.0.0 of storage-service alone

  @claim:production-staging-first @disruptive
  Scenario: A version that is not well in staging does not come to production
    Given the system is healthy
    When version 1.3.0 of storage-service is tried in staging, and promoted if it is well
    Then version 1.3.0 of storage-service is not in production

  @claim:production-canary @disruptive
  Scenario: A canary takes a part of the traffic, and one that fails is taken back
    Given the system is healthy
    And version 1.1.0 of keymanagement-service takes a part of the traffic
    Then version 1.1.0 answers a part of the requests of keymanagement-service

  @claim:production-rollback @claim:production-rollout-undone @disruptive
  Scenario: A roll back under load brings the version before within the error budget
    Given the system is healthy
    And version 1.1.0 of keymanagement-service is rolled out
    And clients are asking for signatures 10 times a second
    When keymanagement-service is rolled back to the version before
    Then clients are answered by version 1.0.0 of keymanagement-service alone within 30 minutes
    And at most 1 % of requests fail

  @claim:production-rollback-revision @disruptive
  Scenario: A service is rolled back to a revision that is named
    Given the system is healthy
    And version 1.1.0 of configuration-service is rolled out
    And version 1.2.0 of configuration-service is rolled out
    When configuration-service is rolled back to the revision of version 1.1.0
    Then every pod of configuration-service runs the image of version 1.1.0
    And clients are answered by version 1.1.0 of configuration-service alone

  @claim:production-errors-pattern @claim:production-errors-logged @claim:production-errors-deployment @claim:production-errors-rolled-back @claim:production-error-rate-action @disruptive
  Scenario: Errors that a version brought are found in the log and end with its roll back
    Given the system is healthy
    When version 1.2.0 of configuration-service is rolled out
    And 60 requests of configuration-service are answered
    Then the level found is critical
    And configuration-service has most errors of all services by the metrics
    And the last lines of each pod of configuration-service name defect of version 1.2.0
    And the history of configuration-service has version 1.2.0 with its cause
    When configuration-service is rolled back to the version before
    And 60 requests of configuration-service are answered
    Then the level found is ok
