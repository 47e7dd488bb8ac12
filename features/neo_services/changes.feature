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

  @claim:services-hpa-cpu @claim:services-hpa-up-window @claim:services-hpa-up-rate @disruptive
  Scenario: The autoscaler adds replicas under load, neither early nor too many
    Given the system is healthy
    When the experiment "processor busy" strikes a pod of neo-auth-service
    Then neo-auth-service-hpa adds replicas once more than 70 % are used for 60 seconds, and at most doubles them in 15 seconds
