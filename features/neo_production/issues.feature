@system:neo_production
Feature: Common issues
  A service that does not start, a database that cannot be reached, memory that is used up.

  @claim:production-start-logged @claim:production-start-configuration @claim:production-start-restarted @disruptive
  Scenario: A wrong setting keeps a service from starting, and it starts once that is right
    Given the system is healthy
    Then no setting of oracle-service-config is found wrong
    When the experiment "config map wrong" gives SLOTS of oracle-service-config the value none
    Then SLOTS of oracle-service-config alone is found wrong
    When oracle-service begins to restart
    Then a new pod of oracle-service does not start, and its log names SLOTS
    When what the experiment changed is put back
    And oracle-service is restarted
    Then clients are answered by version 1.0.0 of oracle-service alone

  @claim:production-start-secrets @claim:production-start-restarted @disruptive
  Scenario: A Secret that is gone keeps a service from starting, and is found missing
    Given the system is healthy
    When the Secret gateway-token is taken away
    And oracle-service begins to restart
    Then a new pod of oracle-service does not start for want of gateway-token
    And gateway-token alone is found missing of the Secrets that services need
    When what the experiment changed is put back
    And oracle-service is restarted
    Then clients are answered by version 1.0.0 of oracle-service alone

  @claim:production-database-answers
  Scenario: The database answers by the way that services take to it
    Given the system is healthy
    Then the database answers every pod of configuration-service by its own connection string

  @claim:production-database-secret @disruptive
  Scenario: A connection string that was made wrong is found, and services connect once it is right
    Given the system is healthy
    Then the connection string is found right
    When the experiment "secret wrong" makes url of db-connection wrong
    Then the connection string is found wrong
    When configuration-service is restarted
    Then no pod of configuration-service reaches the database by its own connection string
    When what the experiment changed is put back
    And configuration-service is restarted
    Then the database answers every pod of configuration-service by its own connection string
    And the connection string is found right

  @claim:production-database-reconnected @disruptive
  Scenario: The pods of a service are replaced one after the other, and have fresh sessions
    Given the system is healthy
    And clients are asking for settings 10 times a second
    When the sessions of configuration-service are noted
    And configuration-service is restarted
    Then every session of configuration-service is a new one
    And at most 1 % of requests fail

  @claim:production-memory-raised @disruptive
  Scenario: More memory is in effect in every pod
    Given the system is healthy
    When crosschain-service is given more memory as the runbook says
    Then every pod of crosschain-service has the runbook's request and limit of memory

  @claim:production-heap-dump @disruptive
  Scenario: A heap dump of a running JVM is fetched, and outlives its pod
    Given the system is healthy
    When the heap of reports is dumped and fetched
    And reports is restarted
    Then the pod of reports whose heap was dumped is gone
    And the dump of reports is whole, and holds what the JVM held
