@system:kg_rca
Feature: The weekly client activity summary
  Once a week, for every client that is active: its plan, and how much is kept of it.

  @claim:kg-client-summary
  Scenario: Every active client is summed up
    Given the system is healthy
    When the weekly client summary is made
    Then every active client is in the summary with its plan, events, resources and RCA links

  @claim:kg-client-summary @disruptive
  Scenario: A client that sends nothing is shown without events, a suspended one not at all
    Given the system is healthy
    And client newco is added with plan pro
    When the weekly client summary is made
    Then client newco is in the summary with plan pro and no events
    When client newco is suspended
    And the weekly client summary is made
    Then client newco is not in the summary
