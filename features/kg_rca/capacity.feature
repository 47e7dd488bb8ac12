@system:kg_rca
Feature: Current capacity, and for how long there is room
  Every figure of the assessment is counted in a second way, too.

  @claim:kg-capacity-clients @claim:kg-capacity-events
  Scenario: Clients and events are counted
    Given the system is healthy
    Then as many clients are active in billing as have a graph
    And the graph has read every event that the topics keep within 30 seconds

  @claim:kg-capacity-storage @claim:kg-cost-storage @claim:kg-client-panel-storage @claim:kg-maintenance-log-dirs
  Scenario: Storage is known
    Given the system is healthy
    Then the storage of every active client is known
    And the storage of all clients together is the size of Neo4j's files
    And each broker's files are as large as Kafka says, and none is in error

  @claim:kg-capacity-usage @claim:kg-cost-usage
  Scenario: The use of processor and memory is known
    Given the system is healthy
    Then the use of processor and memory is known for every node and every container

  @claim:kg-growth-exhaustion @claim:kg-growth-plan @disruptive
  Scenario: Growth tells when the room is used up, and when more is planned
    Given the system is healthy
    And 50 clients are active, 10 of them new in each month
    When their growth is projected to the 200 that there is room for
    Then the room is used up after 15 months
    And more room is planned after 12 months, three months before
