@system:neo_production
Feature: What there is, and what the appendix's commands show
  The operational runbook lists components, commands and queries, and leaves the judgement to the reader.

  @claim:production-components
  Scenario: Every component of the architecture is there
    Given the system is healthy
    Then every component of the architecture is there and ready

  @claim:production-pods
  Scenario: Every pod of the system runs and is ready
    Given the system is healthy
    When the morning health check looks at pods
    Then the level found is ok

  @claim:production-endpoints
  Scenario: Each Service has the addresses of its ready pods
    Given the system is healthy
    Then each Service leads to its ready pods and to no others

  @claim:production-usage @claim:production-memory-seen
  Scenario: The use of each node and pod is known
    Given the system is healthy
    Then the use of processor and memory is known for every node and every container

  @claim:production-shell
  Scenario: A pod of each service has a shell
    Given the system is healthy
    Then a pod of each service has a shell

  @claim:production-port-forward
  Scenario: Each service answers by a port that is forwarded
    Given the system is healthy
    Then a pod of each service answers by a port that is forwarded

  @claim:production-service-logs
  Scenario: The log of each pod of a service can be read
    Given the system is healthy
    When 60 requests of keymanagement-service are answered
    Then the last lines of each pod of keymanagement-service name /sign

  @claim:production-sessions-listed
  Scenario: Each session of the database is listed
    Given the system is healthy
    Then each session is listed with its role, application, address and state

  @claim:production-slow-queries
  Scenario: The slowest statement leads the list
    Given the system is healthy
    When a statement is slow
    Then the slowest statements are listed, that one first

  @claim:production-table-sizes
  Scenario: Every table is listed with its size
    Given the system is healthy
    Then every table is listed with its size, the largest first

  @claim:production-pool-counted
  Scenario: The sessions of clients are counted, and nothing else
    Given the system is healthy
    When clients' sessions are counted
    And a client opens 7 sessions
    Then 7 more sessions of clients are counted
