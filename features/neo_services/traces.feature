@system:neo_services
Feature: What happened is found among the traces
  The guide's own queries; a ledger makes what they look for, and counts it apart.

  @claim:services-traces-login
  Scenario: Each log-in is found among the traces
    Given the system is healthy
    And a ledger is sending 5 requests a second to neo-auth-service
    When this goes on for 5 seconds
    Then the traces have each log-in that the ledger counted

  @claim:services-traces-errors @disruptive
  Scenario: Each failed request is found among the traces
    Given the system is healthy
    And a ledger is asking for the external dependency 3 times a second
    When the experiment "dependency lost" begins
    And this goes on for 5 seconds
    Then the traces have each failed request of neo-oracle-service that the ledger counted

  @claim:services-traces-slow @claim:services-tracing
  Scenario: Each slow request is found among the traces
    Given the system is healthy
    And a ledger is sending 5 requests a second to neo-auth-service
    And a ledger is sending 5 requests a second to neo-oracle-service
    And a ledger is giving neo-compute-service 1 jobs a second of 1200 ms
    When this goes on for 5 seconds
    Then the traces have each request of neo-compute-service of a second or longer that the ledger counted
    And traces of every service can be asked for at one address
