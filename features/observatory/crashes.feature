@system:observatory
Feature: The backend crashes
  Each cause is named by the log of the run before; what the runbook does about it brings the backend back.

  @claim:obs-crash-shown @claim:obs-crash-logs @claim:obs-crash-events @claim:obs-crash-database
  @claim:obs-crash-database-reachable @disruptive
  Scenario: A wrong database in its Secret
    Given the system is healthy
    And the values of observatory-secrets are known
    When the experiment "secret wrong" makes database of observatory-secrets wrong
    Then database alone of observatory-secrets has another value than it had
    When observatory-backend begins to restart
    Then a pod of observatory-backend is shown to crash within 3 minutes
    And its log names database connection failed, and its events that it is started again and again
    When what the experiment changed is put back
    And observatory-backend is restarted
    Then the backend's own credentials open a session of its database
    And every backend serves within 8 minutes

  @claim:obs-crash-environment @disruptive
  Scenario: A variable is missing from its ConfigMap
    Given the system is healthy
    And the values of observatory-config are known
    When the experiment "config map wrong" makes ANOMALY_DETECTION_THRESHOLD of observatory-config wrong
    Then ANOMALY_DETECTION_THRESHOLD alone of observatory-config has another value than it had
    When observatory-backend begins to restart
    Then a pod of observatory-backend is shown to crash within 3 minutes
    And its log names ANOMALY_DETECTION_THRESHOLD, and its events that it is started again and again
    When what the experiment changed is put back
    And observatory-backend is restarted
    Then every backend serves within 8 minutes

  @claim:obs-crash-memory @disruptive
  Scenario: It is ended for its memory
    Given the system is healthy
    And the values of observatory-config are known
    When the experiment "config map wrong" gives CACHE_MEGABYTES of observatory-config the value 220
    Then CACHE_MEGABYTES alone of observatory-config has another value than it had
    When observatory-backend begins to restart
    Then a pod of observatory-backend was ended for its memory within 3 minutes
    When observatory-backend gets the memory that the runbook gives it
    Then every backend may have 2 GiB of memory and asks for 1
    And every backend serves within 8 minutes
