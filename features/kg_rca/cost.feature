@system:kg_rca
Feature: Cost optimization
  What is used is known, and what is kept or held ready for nothing is made less.

  @claim:kg-cost-retention @disruptive
  Scenario: A low-value client's topic keeps its messages for a day
    Given the system is healthy
    When topic client-smallco-jkl012.logs.normalized is told to keep messages for 24 hours
    Then topic client-smallco-jkl012.logs.normalized keeps messages for 24 hours

  @claim:kg-cost-autoscalers
  Scenario: Every autoscaler reads its metric and may scale
    Given the system is healthy
    Then every autoscaler reads its metric and may scale

  @claim:kg-cost-scale-down @disruptive
  Scenario: The autoscaler of graph-builder waits for ten minutes before it scales down
    Given the system is healthy
    When the autoscaler of graph-builder is told to wait for 600 seconds before it scales down
    Then the autoscaler of graph-builder waits for 600 seconds before it scales down
