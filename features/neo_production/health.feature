@system:neo_production
Feature: The gateway and its health addresses
  Clients reach every service by the gateway, which says how each and all of them are.

  @claim:production-gateway
  Scenario: Clients reach every service by the gateway alone
    Given the system is healthy
    Then every service answers clients by the gateway, and none of them directly

  @claim:production-health @claim:production-health-service @claim:production-health-database @claim:production-health-cache
  Scenario: Every health address says that all is well
    Given the system is healthy
    Then the global health address answers 200
    And the database health address answers 200
    And the cache health address answers 200
    And every service answers at its own health address

  @claim:production-health-database @claim:production-health @disruptive
  Scenario: A database that is gone shows at its health address and at the global one
    Given the system is healthy
    When the experiment "workload scaled" scales postgres to 0
    Then the database health address says that something is wrong
    And the global health address says that something is wrong
    And the cache health address answers 200

  @claim:production-health-cache @disruptive
  Scenario: A cache that is gone shows at its health address
    Given the system is healthy
    When the experiment "workload scaled" scales redis to 0
    Then the cache health address says that something is wrong
    And the global health address says that something is wrong
    And the database health address answers 200

  @claim:production-health-service @disruptive
  Scenario: A service that is gone shows at its own health address
    Given the system is healthy
    When the experiment "workload scaled" scales storage-service to 0
    Then the storage-service health address says that something is wrong
    And the global health address answers 200
