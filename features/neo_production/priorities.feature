@system:neo_production
Feature: Priorities of services, and incidents
  What is down decides who is called; the API lives without priority 3.

  @claim:production-priority-1 @claim:production-severity-1 @claim:production-p1-at-once @claim:production-p1-diagnosed @claim:production-p1-mitigated @claim:production-p1-resolved @disruptive
  Scenario: The gateway is gone, and the incident is called, found and ended in time
    Given the system is healthy
    When the experiment "workload scaled" scales api-gateway to 0
    Then the incident is called P1
    And whoever is on call has been called for a P1 within 5 minutes
    And api-gateway is named down, and what was changed before, within 15 minutes
    And the incident is not over while api-gateway is down
    When api-gateway is brought back to 2 replicas
    Then clients are answered by the API within 30 minutes
    And the incident is over within 30 minutes

  @claim:production-priority-2 @claim:production-severity-2 @disruptive
  Scenario: Storage is gone, and priority 1 serves on
    Given the system is healthy
    And clients are asking for signatures 5 times a second
    When the experiment "workload scaled" scales storage-service to 0
    Then the incident is called P2
    And every service of priority 1 serves on
    And at most 1 % of requests fail

  @claim:production-priority-2 @disruptive
  Scenario: Consul is gone, and priority 1 serves on
    Given the system is healthy
    And clients are asking for signatures 5 times a second
    When the experiment "workload scaled" scales consul to 0
    Then the incident is called P2
    And every service of priority 1 serves on
    And at most 1 % of requests fail

  @claim:production-priority-3 @claim:production-severity-3 @disruptive
  Scenario: Oracle is gone, and the API answers as before
    Given the system is healthy
    And clients are asking for signatures 5 times a second
    When the experiment "workload scaled" scales oracle-service to 0
    Then the incident is called P3
    And at most 1 % of requests fail

  @claim:production-monitoring-tolerated @disruptive
  Scenario: The collected logs are gone, and the API answers as before
    Given the system is healthy
    And clients are asking for signatures 5 times a second
    When the experiment "workload scaled" scales logs to 0
    Then the incident is called P3
    And at most 1 % of requests fail

  @claim:production-priority-1-pod-loss @disruptive
  Scenario: A pod of KeyManagement is killed and requests stay within the error budget
    Given the system is healthy
    And clients are asking for signatures 10 times a second
    When the experiment "pods killed" kills 1 pod of keymanagement-service
    Then keymanagement-service has all its replicas again within 2 minutes
    And at most 1 % of requests fail

  @claim:production-priority-1-pod-loss @disruptive
  Scenario: A pod of the gateway is killed and requests stay within the error budget
    Given the system is healthy
    And clients are asking for signatures 10 times a second
    When the experiment "pods killed" kills 1 pod of api-gateway
    Then api-gateway has all its replicas again within 2 minutes
    And at most 1 % of requests fail
