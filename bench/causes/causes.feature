@system:kg_rca
Feature: Faults that the runbook does not name
  What they lead to is looked for in what was measured; none has a recovery to be judged.

  @claim:kg-health-pods @disruptive
  Scenario: A container of Neo4j hangs
    Given the system is healthy
    When the experiment "neo4j hangs" is brought
    Then what it leads to is watched for 45 seconds

  @claim:kg-health-pods @disruptive
  Scenario: kg-api is given an image that does not exist
    Given the system is healthy
    When the experiment "image missing" is brought
    Then what it leads to is watched for 45 seconds

  @claim:kg-health-brokers @disruptive
  Scenario: Broker 2 is cut off from the network
    Given the system is healthy
    When the experiment "broker cut off" is brought
    Then what it leads to is watched for 45 seconds
