@system:observatory
Feature: Prometheus has too many series
  A histogram gets a series for each path that somebody asks for.

  @claim:obs-cardinality-codes
  Scenario: Response codes are kept by class and every request is still counted
    Given the system is healthy
    When requests are answered 40 times 200, 30 times 404, 20 times 500 and 10 times 503
    Then every one of them is counted by the class of its code within 1 minute

  @claim:obs-cardinality-retention @claim:obs-cardinality-blocks @claim:obs-tuning-retention @disruptive
  Scenario: Prometheus keeps seven days in blocks of 2 to 24 hours
    Given the system is healthy
    When Prometheus is told to keep 7 days in blocks of 2 to 24 hours
    Then Prometheus runs with 7 days and blocks of 2 to 24 hours
    And its oldest sample is under 7 days old

  @claim:obs-tuning-scrape-interval @disruptive
  Scenario: Prometheus scrapes every 30 seconds
    Given the system is healthy
    When Prometheus is told to scrape every 30 seconds and reads its settings again
    Then Prometheus scrapes every 30 seconds
