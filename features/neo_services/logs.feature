@system:neo_services
Feature: What happened is found in the logs
  A ledger makes it happen and counts it apart from the logs.

  @claim:services-logs-authentication @claim:services-threat-logins
  Scenario: Each failed log-in is found
    Given the system is healthy
    And a ledger is logging in with a wrong password 5 times a second
    When this goes on for 12 seconds
    Then the logs of neo-auth-service have each failed log-in that the ledger counted

  @claim:services-logs-slow
  Scenario: Each request of five seconds or longer is found
    Given the system is healthy
    And a ledger is giving neo-compute-service 1 jobs a second of 5500 ms
    When this goes on for 4 seconds
    Then the logs of neo-compute-service have each request of 5 seconds or longer that the ledger counted

  @claim:services-logs-followed @claim:services-logs-by-label @claim:services-logs-hour
  Scenario: Logs are followed, found by a label, and read from a moment on
    Given the system is healthy
    Then the operator is told each new line of the log of every pod of neo-auth-service
    And the operator is told the last lines of the log of every pod of every service, by one label
    And the operator is told the latest lines of neo-auth-service, and no older ones
