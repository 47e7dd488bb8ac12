@system:observatory
Feature: Anomalies
  A value is scored by how far it is from what is usual of its service; the backend keeps what scores too high.

  @claim:obs-anomalies-listed @claim:obs-anomalies-scored @claim:obs-anomalies-threshold
  @claim:obs-dashboard-anomalies @disruptive
  Scenario: The threshold is raised and lower scores are anomalies no more
    Given the system is healthy
    When values of gateway that score 0.87 and 0.95 are observed
    Then 6 of them are found to be anomalies
    And every backend lists them among its latest anomalies, and has their scores in its log
    And the panel of anomalies shows gateway first within 1 minute
    When the threshold of anomalies is raised to 0.90 and the backend restarted
    And values of gateway that score 0.87 and 0.95 are observed
    Then 3 of them are found to be anomalies

  @claim:obs-anomalies-alerted @claim:obs-anomaly-rate-alert @claim:obs-route-medium
  @claim:obs-anomalies-retrained @disruptive
  Scenario: Usual traffic is scored as anomalous until the baseline is learnt anew
    Given the system is healthy
    And the baseline of gateway is no longer what is usual
    When 400 values of gateway that were usual for seven days are observed
    Then the alert HighAnomalyRate reaches slack-monitoring within 3 minutes
    When the baseline is learnt anew from the last seven days
    Then every backend has a baseline that was learnt since
    When 400 values of gateway that were usual for seven days are observed
    Then 0 of them are found to be anomalies
    And the alert HighAnomalyRate clears within 3 minutes
