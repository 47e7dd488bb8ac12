@system:neo_services
Feature: Planned changes
  What is updated, restarted and scaled serves meanwhile.

  @claim:services-scale-five @disruptive
  Scenario: The oracle is scaled to five replicas by hand
    Given the system is healthy
    When neo-oracle-service is scaled up to 5 replicas as the runbook says
    Then neo-oracle-service has 5 replicas

  @claim:services-scale-ten @disruptive
  Scenario: The log-ins are scaled to ten replicas by hand
    Given the system is healthy
    When neo-auth-service is scaled up to 10 replicas as the runbook says
    Then neo-auth-service has 10 replicas

  @claim:services-hpa-cpu @claim:services-hpa-up-window @claim:services-hpa-up-rate
  @claim:services-hpa-down-rate @claim:services-hpa-down-window @disruptive
  Scenario: Replicas are added under load and taken away after it, neither early nor too many
    Given the system is healthy
    And neo-auth-service runs with 3 replicas
    And neo-auth-service-hpa has found the processor little used for 60 seconds
    Then neo-auth-service-hpa aims at 70 % of the processor that is asked for
    And neo-auth-service-hpa is told to add replicas when 60 seconds have asked for it, at most 100 % in 15 seconds
    And neo-auth-service-hpa is told to take away replicas when 300 seconds have asked for it, at most 10 % in 60 seconds
    And neo-auth-service-hpa keeps 3 to 20 replicas
    When the experiment "processor busy" strikes a pod of neo-auth-service
    Then neo-auth-service-hpa adds replicas for the processor that is used, neither early nor too many
    When neo-auth-service-hpa is told to go down in a tenth of its times
    Then neo-auth-service-hpa takes replicas away as the processor is used less, neither early nor too many

  @claim:services-hpa-memory @disruptive
  Scenario: Replicas are added when memory runs short, neither early nor too many
    Given the system is healthy
    And neo-auth-service runs with 3 replicas
    And neo-auth-service-hpa has found the memory little used for 60 seconds
    Then neo-auth-service-hpa aims at 80 % of the memory that is asked for
    And neo-auth-service-hpa keeps 3 to 20 replicas
    When the experiment "memory tight" strikes 2 pods of neo-auth-service
    Then neo-auth-service-hpa adds replicas for the memory that is used, neither early nor too many

  @claim:services-scale-three @disruptive
  Scenario: The log-ins are scaled down to three replicas by hand, and no request fails
    Given the system is healthy
    When neo-auth-service is scaled up to 10 replicas as the runbook says
    And a ledger is sending 5 requests a second to neo-auth-service
    And neo-auth-service is scaled down to 3 replicas by hand
    Then neo-auth-service has 3 replicas
    And no request fails

  @claim:services-p1-scaled @disruptive
  Scenario: The autoscaler's most replicas are raised, and it goes beyond what was its most
    Given the system is healthy
    And neo-auth-service runs with 3 replicas
    And neo-auth-service-hpa may make no more than 4 replicas
    Then neo-auth-service-hpa keeps 3 to 4 replicas
    When the experiment "processor busy" strikes a pod of neo-auth-service
    Then neo-auth-service-hpa wants 4 replicas within 2 minutes
    When the most replicas of neo-auth-service-hpa are raised to 20
    Then neo-auth-service-hpa goes to more than 4 replicas within 1 minute

  @claim:services-p1-watched @disruptive
  Scenario: It is seen that processor and memory are used less again
    Given the system is healthy
    Then the processor of neo-oracle-service is under 80 % of its limit within 2 minutes
    And the memory of neo-compute-service is under 85 % of its limit within 2 minutes
    When the experiment "processor busy" strikes a pod of neo-oracle-service
    And the experiment "memory tight" strikes a pod of neo-compute-service
    Then the processor of neo-oracle-service is over 80 % of its limit within 2 minutes
    And the memory of neo-compute-service is over 85 % of its limit within 2 minutes
    When what the experiment changed is put back
    Then the processor of neo-oracle-service is under 80 % of its limit within 2 minutes
    And the memory of neo-compute-service is under 85 % of its limit within 2 minutes

  @claim:services-update @claim:services-update-verified @disruptive
  Scenario: The log-ins are updated pod by pod, and no request fails
    Given the system is healthy
    And a ledger is sending 5 requests a second to neo-auth-service
    When version 2.1.0 of neo-auth-service is rolled out
    Then every pod of neo-auth-service runs the image of version 2.1.0
    And every pod of neo-auth-service says that it is well within 30 seconds
    And no request fails
