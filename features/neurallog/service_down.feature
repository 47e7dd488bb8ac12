@system:neurallog
Feature: A service is down
  What an operator looks at first, what is tried first, and what is looked at when that did not help.

  @claim:neurallog-down-state
  Scenario: The pods of a service and their states are seen
    Given the system is healthy
    Then the operator is told which pods billing-service has, and which are ready

  @claim:neurallog-down-events
  Scenario: What happened to a service is listed in order
    Given the system is healthy
    When billing-service is updated to version v1.2.0
    Then the operator is told what happened to billing-service, the newest last

  @claim:neurallog-down-logs @claim:neurallog-logs-analysed
  Scenario: The log of every pod of a service is read
    Given the system is healthy
    Then the operator is told the last lines of the log of every pod of billing-service

  @claim:neurallog-down-usage
  Scenario: The processor and memory of every pod of a service are known
    Given the system is healthy
    Then the operator is told the processor and memory of every pod of billing-service

  @claim:neurallog-down-limits
  Scenario: The limits of a service are known
    Given the system is healthy
    Then the operator is told the limits of billing-service

  @claim:neurallog-down-dependencies @claim:neurallog-triage @disruptive
  Scenario: A dependency that does not answer is named
    Given the system is healthy
    Then the operator is told that every dependency of billing-service answers
    When the experiment "workload scaled" scales redis to 0
    Then the operator is told which dependency of billing-service does not answer

  @claim:neurallog-recent-changes @disruptive
  Scenario: What was rolled out lately is known
    Given the system is healthy
    When billing-service is updated to version v1.2.0
    Then the operator is told what was rolled out in the last two hours

  @claim:neurallog-down-scaled @disruptive
  Scenario: A service is scaled to five replicas by hand
    Given the system is healthy
    When billing-service is scaled up to 5 replicas as the runbook says
    Then billing-service has 5 replicas

  @claim:neurallog-scale-ten @disruptive
  Scenario: A service is scaled to ten replicas by hand
    Given the system is healthy
    When auth-service is scaled up to 10 replicas as the runbook says
    Then auth-service has 10 replicas

  @claim:neurallog-memory-of-pods
  Scenario: The pods that use most memory are listed first
    Given the system is healthy
    Then the operator is told which pods use most memory

  @claim:neurallog-response-time-known
  Scenario: The time of a request is known by its parts
    Given the system is healthy
    Then the operator is told the parts of the time of a request

  @claim:neurallog-down-restarted @disruptive
  Scenario: A service that hangs answers again after its pods were restarted
    Given the system is healthy
    And nothing is down
    When the experiment "container frozen" is brought to every pod of billing-service
    Then billing-service is named down within 15 minutes
    When the pods of billing-service are restarted one after the other
    Then nothing is down any more within 15 minutes

  @claim:neurallog-memory-leak @disruptive
  Scenario: The process of a pod whose memory grows is found
    Given the system is healthy
    When the memory of a process in a pod of billing-service grows
    Then two looks at the processes find the one that grows, and its pod
