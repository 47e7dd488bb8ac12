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
