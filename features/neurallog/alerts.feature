@system:neurallog
Feature: Alerts fire for their cause, reach whom they concern, and clear
  What pages reaches whoever is on call without a person; every alert is told to the channel at once.

  @claim:neurallog-alert-down @claim:neurallog-p0-answered @claim:neurallog-pager-told
  @claim:neurallog-channel-told @claim:neurallog-incident-report @disruptive
  Scenario: P0, a service hangs whole, and is over once it goes on
    Given the system is healthy
    And nothing is down
    When the experiment "container frozen" is brought to every pod of auth-service
    Then auth-service is named down within 15 minutes
    And the critical alert ServiceDown fires after 1 minute
    And whoever is on call is among those told of ServiceDown within 30 seconds
    And the channel is among those told of ServiceDown within 30 seconds
    When what the experiment changed is put back
    Then the alert ServiceDown clears within 2 minutes
    And nothing is down any more within 15 minutes
    And the incident's report says when it began and ended, what was seen and what was done

  @claim:neurallog-alert-errors @claim:neurallog-p1-answered @claim:neurallog-panel-errors @disruptive
  Scenario: P1, requests fail, and the panel shows their share
    Given the system is healthy
    And nothing is down
    And a ledger is asking billing-service for yesterday's use 5 times a second
    When the experiment "workload scaled" scales clickhouse to 0
    Then clickhouse is named down within 1 hour
    And the critical alert HighErrorRate fires after 2 minutes
    And whoever is on call is among those told of HighErrorRate within 30 seconds
    When this goes on for 75 seconds
    Then the dashboards show the rate of billing's errors as the ledger counted
    And the dashboards show the share of billing's errors as the ledger counted
    When what the experiment changed is put back
    Then nothing is down any more within 1 hour

  @claim:neurallog-p2-answered @disruptive
  Scenario: P2, the figures for dashboards are gone, and users are served all the while
    Given the system is healthy
    And nothing is down
    And a ledger is searching logs 5 times a second
    When the experiment "workload scaled" scales exporter to 0
    Then exporter is named down within 4 hours
    When exporter is scaled up to 1 replicas as the runbook says
    Then nothing is down any more within 4 hours
    And at most 1 % of requests fail
