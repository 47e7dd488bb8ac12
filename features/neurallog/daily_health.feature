@system:neurallog
Feature: The morning checklist
  Every morning the parts of the platform are looked at, and each has a level.
  A scenario passes when the level found is the level of the state that was made.

  @claim:neurallog-nodes
  Scenario: Every node is ready
    Given the system is healthy
    When the morning health check looks at nodes
    Then the level found is ok

  @claim:neurallog-pods
  Scenario: Every pod of the platform does its work
    Given the system is healthy
    When the morning health check looks at pods
    Then the level found is ok

  @claim:neurallog-pods @disruptive
  Scenario: A database's pod that is not ready is noticed
    Given the system is healthy
    And the experiment "server stopped in its pod" stops postgresql in pod postgresql-0
    When the morning health check looks at pods
    Then the level found is warning

  @claim:neurallog-core-services
  Scenario: Every core service answers
    Given the system is healthy
    When the morning health check looks at core services
    Then the level found is ok

  @claim:neurallog-core-services @claim:neurallog-service-health @disruptive
  Scenario: A core service that is down is noticed
    Given the system is healthy
    And the experiment "workload scaled" scales auth-service to 0
    When the morning health check looks at core services
    Then the level found is critical

  @claim:neurallog-prometheus
  Scenario: Prometheus is healthy
    Given the system is healthy
    When the morning health check looks at Prometheus
    Then the level found is ok

  @claim:neurallog-grafana
  Scenario: Grafana of the platform can be reached
    Given the system is healthy
    Then Grafana answers

  @claim:neurallog-cpu
  Scenario: The processors are not busy
    Given the system is healthy
    When the morning health check looks at processor use
    Then the level found is ok

  @claim:neurallog-memory
  Scenario: There is memory left
    Given the system is healthy
    When the morning health check looks at memory use
    Then the level found is ok

  @claim:neurallog-storage
  Scenario: There is room on volumes
    Given the system is healthy
    When the morning health check looks at storage
    Then the level found is ok

  @claim:neurallog-tenants
  Scenario: Every tenant is listed with its state
    Given the system is healthy
    Then the operator is told the state of every tenant
