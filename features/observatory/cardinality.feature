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
    Then Prometheus runs with the retention and the blocks that it was told
    And its oldest sample is under 7 days old

  @claim:obs-tuning-scrape-interval @disruptive
  Scenario: Prometheus scrapes every 30 seconds, and an alert is still in time
    Given the system is healthy
    When Prometheus is told to scrape every 30 seconds and reads its settings again
    Then Prometheus scrapes every 30 seconds
    Given users are asking for the overview 2 times a second
    When observatory-backend is scaled down to none
    Then the alert HighErrorRate reaches pager and slack-incidents within 3 minutes
    When observatory-backend is scaled up to 3 replicas as the runbook says
    Then the alert HighErrorRate clears within 3 minutes

  @claim:obs-cardinality-ranked @claim:obs-cardinality-slow @claim:obs-cardinality-memory
  @claim:obs-cardinality-dropped @disruptive
  Scenario: A histogram by path has too many series and is dropped
    Given the system is healthy
    And a panel's query is quick
    When the experiment "series without end" gives paths of mesh-series the value 4000
    Then Prometheus names istio_request_bytes_bucket first of the names with most series within 3 minutes
    And the panel's query is slower than it was
    And the memory that each pod of monitoring uses is known
    When that histogram is dropped and Prometheus reads its settings again
    Then Prometheus takes in none of its series within 2 minutes
    And the panel's query is as quick as it was

  @claim:obs-cardinality-memory-kill @disruptive
  Scenario: Too many series end Prometheus
    Given the system is healthy
    And no pod of observatory-prometheus is down
    When the experiment "series without end" gives paths of mesh-series the value 40000
    Then a pod of observatory-prometheus was ended for its memory within 5 minutes
    When that histogram is dropped and Prometheus reads its settings again
    Then Prometheus takes in none of its series within 2 minutes
