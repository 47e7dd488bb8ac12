@system:neo_services
Feature: Planned changes
  What is updated, restarted and scaled serves meanwhile.

  @claim:services-update @claim:services-update-verified @disruptive
  Scenario: A service is updated pod by pod, and no request fails
    Given the system is healthy
    And a ledger is sending 10 requests a second to neo-auth-service
    When neo-auth-service is updated to version v2.1.0
    Then every pod of neo-auth-service runs version v2.1.0
    And every pod of neo-auth-service says that it is well within 30 seconds
    And no request fails

  @claim:services-scale-five @disruptive
  Scenario: A service is scaled to five replicas by hand
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
