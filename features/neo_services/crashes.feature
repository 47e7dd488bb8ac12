@system:neo_services
Feature: A pod that does not start
  Its state, its log and its events tell the cause; whoever is on call is told.

  @claim:services-cause-configuration @claim:services-p0-investigation @claim:services-alert-crash-loop @disruptive
  Scenario: A wrong setting keeps the oracle from starting
    Given the system is healthy
    And the values of neo-oracle-service-config are known
    When the experiment "config map wrong" makes MOST_CONNECTIONS of neo-oracle-service-config wrong
    Then MOST_CONNECTIONS alone of neo-oracle-service-config has another value than it had
    When neo-oracle-service begins to restart
    Then a pod of neo-oracle-service is shown to crash within 3 minutes
    And the log of neo-oracle-service names MOST_CONNECTIONS, and its events that it is started again and again
    And the high alert PodCrashLoop fires after 0 seconds
    And whoever is on call alone is told of PodCrashLoop within 30 seconds
    When what the experiment changed is put back
    And neo-oracle-service is restarted
    Then every pod of neo-oracle-service is ready within 2 minutes

  @claim:services-cause-limits @disruptive
  Scenario: A limit of memory that is too low keeps a service from starting
    Given the system is healthy
    When neo-compute-service may use no more than 24 MiB of memory
    Then a pod of neo-compute-service was ended for its memory within 3 minutes
    And a pod of neo-compute-service is shown to crash within 3 minutes
    When what the experiment changed is put back
    Then every pod of neo-compute-service is ready within 2 minutes
