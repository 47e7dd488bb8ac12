@system:observatory
Feature: The metrics review, and what the dashboards show
  Users' requests are driven and counted apart; what Prometheus says of them is held against that.

  @claim:obs-request-rate @claim:obs-error-rate @claim:obs-latency @claim:obs-certificates-expiring
  @claim:obs-anomaly-rate @claim:obs-dashboard-overview @alone
  Scenario: The review finds the figures good, and the panels show what was driven
    Given the system is healthy
    And users are asking for the health page 5 times a second
    When this goes on for 100 seconds
    Then under 1 % of the requests end in a server's error
    And the 95th percentile of the requests' times is under 200 ms
    And no certificate runs out within a week
    And under 0.1 anomalies a second are found
    And the panel of the topology has the gateway's way to the frontend and the backend's to its database
    And the dashboards show the request rate as the ledger counted
    And the request rate is within a fifth of what the ledger drove
