@system:neurallog
Feature: What has to be looked at was looked at
  By when each part was last drilled, and passed: in this run, or in those that are kept beside it.

  @claim:neurallog-daily
  Scenario: What is due every day was looked at within the last one
    Given the system is healthy
    Then health, backups, security logs and performance were drilled at most 24 hours ago

  @claim:neurallog-weekly
  Scenario: What is due every week was looked at within the last one
    Given the system is healthy
    Then certificates, databases, logs and capacity were drilled at most 168 hours ago

  @claim:neurallog-monthly
  Scenario: What is due every month was looked at within the last one
    Given the system is healthy
    Then security patches and recovery from a disaster were drilled at most 744 hours ago
