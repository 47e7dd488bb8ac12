@system:neo_production
Feature: Log queries
  What services log is found by its fields.

  @claim:production-logs-storage-errors
  Scenario: The errors of the storage service are found, and no others
    Given the system is healthy
    When the collected logs are asked for errors of the storage service
    And clients ask 3 times for a damaged item
    And clients ask 2 times for a price that comes too late
    Then the collected logs have 3 more errors of the storage service

  @claim:production-logs-slow-errors
  Scenario: Slow requests that ended in an error are found
    Given the system is healthy
    When the collected logs are asked for slow errors of the oracle service
    And clients ask 2 times for a price that comes too late
    Then the collected logs have 2 more slow errors of the oracle service

  @claim:production-logs-timeouts
  Scenario: Messages that speak of a timeout are found
    Given the system is healthy
    When the collected logs are asked for timeouts of the oracle service
    And clients ask 2 times for a price that comes too late
    Then the collected logs have 2 more timeouts of the oracle service
