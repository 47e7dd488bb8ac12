@system:neo_services
Feature: Service levels under load
  A ledger sends the requests and counts its own answers and their times, apart from the services.

  @claim:services-throughput @claim:services-latency-p95 @claim:services-latency-p99 @claim:services-error-rate @alone
  Scenario: Ten thousand log-ins a minute are answered in time
    Given the system is healthy
    And a ledger is sending 172 requests a second to neo-auth-service
    When this goes on for 75 seconds
    Then at least 167 requests a second were acknowledged
    And the 95th percentile of their times is under 0.5 seconds
    And the 99th percentile of their times is under 1 second
    And fewer than 0.1 % of requests fail

  @claim:services-availability
  Scenario: Every service answers nearly all of its requests
    Given the system is healthy
    And a ledger is sending 20 requests a second to neo-auth-service
    And a ledger is sending 20 requests a second to neo-oracle-service
    And a ledger is sending 10 requests a second to neo-compute-service
    When this goes on for 30 seconds
    Then every service answers at least 99.9 % of its requests well
