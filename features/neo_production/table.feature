@system:neo_production
Feature: The table of key metrics
  Over one number a figure is a warning, over another it is critical; at either number it is not.

  @claim:production-response-time
  Scenario: Response times are judged at the table's numbers
    Given the system is healthy
    When 40 requests that take 100 milliseconds are answered
    Then the level found is ok
    When 40 requests that take 600 milliseconds are answered
    Then the level found is warning
    When 40 requests that take 1300 milliseconds are answered
    Then the level found is critical

  @claim:production-error-rate
  Scenario: The share of errors is judged at the table's numbers
    Given the system is healthy
    When 2 of 200 requests fail
    Then the level found is ok
    When 3 of 200 requests fail
    Then the level found is warning
    When 10 of 200 requests fail
    Then the level found is warning
    When 11 of 200 requests fail
    Then the level found is critical

  @claim:production-connections
  Scenario: The database's sessions are judged at the table's numbers
    Given the system is healthy
    When 80 of the database's sessions are in use
    And the number of the database's sessions is held against the table of metrics
    Then the level found is ok
    When 81 of the database's sessions are in use
    And the number of the database's sessions is held against the table of metrics
    Then the level found is warning
    When 95 of the database's sessions are in use
    And the number of the database's sessions is held against the table of metrics
    Then the level found is warning
    When 96 of the database's sessions are in use
    And the number of the database's sessions is held against the table of metrics
    Then the level found is critical

  @claim:production-queue @disruptive
  Scenario: The queue is judged at the table's numbers
    Given the system is healthy
    And the experiment "workload scaled" scales notification-service to 0
    When 1000 messages are waiting in the queue
    And the queue is held against the table of metrics
    Then the level found is ok
    When 1001 messages are waiting in the queue
    And the queue is held against the table of metrics
    Then the level found is warning
    When 5000 messages are waiting in the queue
    And the queue is held against the table of metrics
    Then the level found is warning
    When 5001 messages are waiting in the queue
    And the queue is held against the table of metrics
    Then the level found is critical

  @claim:production-memory @disruptive
  Scenario: Memory over the warning is a warning
    Given the system is healthy
    When the memory of crosschain-service is held against the table of metrics
    Then the level found is ok
    When the experiment "memory pressed" uses 87 % of the limit of crosschain-service
    And the memory of crosschain-service is held against the table of metrics
    Then the level found is warning

  @claim:production-cpu @disruptive
  Scenario: Processor time over the table's number is critical
    Given the system is healthy
    When the processor of crosschain-service is held against the table of metrics
    Then the level found is ok
    When the experiment "processor pressed" uses 100 % of the limit of crosschain-service
    And the processor of crosschain-service is held against the table of metrics
    Then the level found is critical
