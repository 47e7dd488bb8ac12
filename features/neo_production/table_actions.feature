@system:neo_production
Feature: What to do when a figure of the table is too high
  More pods, more consumers and fewer idle sessions bring a figure back under its warning.

  @claim:production-response-time-scaled @claim:production-errors-scaled @disruptive
  Scenario: A service that has more transfers than it can verify is scaled, and answers in time again
    Given the system is healthy
    And clients are asking for transfers 30 times a second
    Then the response time of transfers is critical within 2 minutes
    And the errors of transfers are critical within 2 minutes
    When crosschain-service is scaled up to 4 replicas as the runbook says
    Then the response time of transfers is ok within 2 minutes
    And the errors of transfers are ok within 2 minutes

  @claim:production-cpu-scaled @disruptive
  Scenario: A service that is short of processor time is scaled
    Given the system is healthy
    And clients are asking for hard transfers 8 times a second
    Then the processor of crosschain-service is over 70 % of its limit within 2 minutes
    When crosschain-service is scaled up to 4 replicas as the runbook says
    Then the processor of crosschain-service is under 70 % of its limit within 2 minutes

  @claim:production-memory-scaled @disruptive
  Scenario: A service whose requests take up its memory is scaled
    Given the system is healthy
    And clients are asking for large transfers 4 times a second
    Then the memory of crosschain-service is over 80 % of its limit within 2 minutes
    When crosschain-service is scaled up to 4 replicas as the runbook says
    Then the memory of crosschain-service is under 80 % of its limit within 2 minutes

  @claim:production-queue-drained @disruptive
  Scenario: A backlog drains with more consumers, and each message is handled once
    Given the system is healthy
    And the experiment "workload scaled" scales notification-service to 0
    When 3000 messages are waiting in the queue
    And the queue is held against the table of metrics
    Then the level found is warning
    When notification-service is scaled up to 3 replicas as the runbook says
    Then the queue is ok within 2 minutes
    And each message that was put into the queue is handled once within 2 minutes

  @claim:production-connections-action @claim:production-pool-idle-ended @disruptive
  Scenario: Sessions that have been idle for long are ended, others are not, and nobody waits
    Given the system is healthy
    When 96 of the database's sessions are in use
    And the number of the database's sessions is held against the table of metrics
    Then the level found is critical
    When sessions that have been idle for over 10 minutes are ended
    Then every session that had been idle for over 10 minutes is gone, and no other
    When the number of the database's sessions is held against the table of metrics
    Then the level found is ok
    When 60 requests of configuration-service are answered
    Then the level found is ok

  @claim:production-pool-raised @claim:production-pool-restarted @disruptive
  Scenario: A larger pool is in effect after the restart, and no request waits for a session
    Given the system is healthy
    When the pool of configuration-service is raised to 6 sessions and its pods restarted
    Then every pod of configuration-service has a pool of 6 sessions
    When 200 requests of configuration-service are answered
    Then the level found is ok
