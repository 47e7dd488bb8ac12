@system:observatory
Feature: Who is told of which alert
  By severity: pager and Slack at once, Slack and mail, Slack alone, or the weekly mail.

  @claim:obs-route-critical @claim:obs-route-high @claim:obs-route-medium @claim:obs-route-low
  Scenario Outline: A <severity> alert reaches <receivers> and nobody else
    Given the system is healthy
    When an alert <alert> of severity <severity> is raised
    Then the alert <alert> reaches <receivers> within <time>

    Examples:
      | alert         | severity | receivers                         | time       |
      | DrillCritical | critical | pager and slack-incidents         | 10 seconds |
      | DrillHigh     | high     | slack-alerts and mail-operations  | 30 seconds |
      | DrillMedium   | medium   | slack-monitoring                  | 30 seconds |
      | DrillLow      | low      | mail-weekly                       | 40 seconds |
