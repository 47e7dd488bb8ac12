@system:kg_rca
Feature: Panels show the load that there is
  A ledger drives the load and counts it; what the panels show of that minute is held against its count.

  @claim:kg-panel-messages @claim:kg-client-panel-events @claim:kg-performance-processing
  @claim:kg-performance-end-to-end @claim:kg-quality-compute-time
  @claim:kg-client-panel-api-calls @claim:kg-client-panel-rca-queries @claim:kg-performance-api
  @claim:kg-performance-graph-queries @claim:kg-panel-utilization
  Scenario: The panels show what was sent and asked
    Given the system is healthy
    And client newco is added with plan basic
    And a ledger is sending errors through Kafka into the graph
    And a ledger is asking the API as client newco 10 times a second
    And the processor time and memory in use are counted in every container
    When this goes on for 75 seconds
    Then the panel of utilization shows the processor time and memory in use
    And the dashboards show the rate of messages as the ledger counted
    And the dashboards show the rate of the client's events as the ledger counted
    And the dashboards show the percentiles of a message's processing, of every event counted
    And the dashboards show the percentiles of the ranking of causes, of every event counted
    And the dashboards show the percentiles of an event's way into the graph, of every event counted
    And the dashboards show the client's API calls as the ledger counted
    And the dashboards show the client's RCA queries as the ledger counted
    And the dashboards show the percentiles of the API's answers, of every request counted
    And the dashboards show the percentiles of the graph's queries, of every request counted

  @claim:kg-panel-errors
  Scenario: The panel of errors shows what was refused
    Given the system is healthy
    And client newco is added with plan basic
    And a ledger is asking the API as client newco 10 times a second
    When client newco is suspended
    And this goes on for 75 seconds
    Then the dashboards show the rate of errors as the ledger counted
