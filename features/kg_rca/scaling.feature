@system:kg_rca
Feature: Scaling by hand
  What is scaled up serves, and is scaled back when the drill is over.

  @claim:kg-api-scale @disruptive
  Scenario: kg-api is scaled up by hand, and serves
    Given the system is healthy
    When kg-api is scaled up to 30 replicas as the runbook says
    Then kg-api has 30 replicas
    And requests of every client are answered 200 within 15 minutes
