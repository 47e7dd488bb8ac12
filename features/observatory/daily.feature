@system:observatory
Feature: The morning's checks
  Pods, autoscalers, the log, the public address and Prometheus' targets, every morning.

  @claim:obs-health-pods @claim:obs-health-autoscalers @claim:obs-health-errors @claim:obs-health-frontend
  @claim:obs-health-targets @claim:obs-health-duration @claim:obs-upgrade-metrics @claim:obs-slow-proxy-statistics
  Scenario: The morning's checks find everything well
    Given the system is healthy
    When the morning health check looks at pods
    Then the level found is ok
    And every autoscaler reads its metric and may scale
    And no backend has logged an error in a day
    And Prometheus has targets, and every one of them is up
    And each backend has the runbook's own metrics
    And the proxy of each backend has statistics of the database and of Prometheus
    And the health page answers without an error within 15 minutes
