@system:kg_rca
Feature: Dashboards and alerts show what is so
  Every figure is counted apart from the metrics that the dashboards are drawn from.

  @claim:kg-panel-active-clients
  Scenario: The dashboards show the number of active clients
    Given the system is healthy
    Then the dashboards show the number of active clients as counted

  @claim:kg-client-panel-choice
  Scenario: The dashboards show the clients to choose from
    Given the system is healthy
    Then the dashboards show the clients to choose from as counted

  @claim:kg-quality-accuracy @claim:kg-panel-accuracy
  Scenario: The dashboards show the accuracy
    Given the system is healthy
    Then the dashboards show the accuracy as counted

  @claim:kg-quality-rank
  Scenario: The dashboards show the mean rank
    Given the system is healthy
    Then the dashboards show the mean rank as counted

  @claim:kg-quality-confidence
  Scenario: The dashboards show the links by confidence
    Given the system is healthy
    Then the dashboards show the links by confidence as counted

  @claim:kg-quality-null-confidence
  Scenario: The dashboards show the links without confidence
    Given the system is healthy
    Then the dashboards show the links without confidence as counted

  @claim:kg-no-critical-alert
  Scenario: No critical alert is firing
    Given the system is healthy
    Then no critical alert is firing

  @claim:kg-grafana
  Scenario: Grafana can be reached
    Given the system is healthy
    Then Grafana answers
