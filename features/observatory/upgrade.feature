@system:observatory
Feature: A planned upgrade
  Behind the maintenance page: a backup first, then the new version, the schema, and users again.

  @claim:obs-upgrade-maintenance-page @claim:obs-upgrade-drained @claim:obs-upgrade-rolled-out
  @claim:obs-upgrade-migrated @claim:obs-upgrade-smoke @claim:obs-upgrade-traffic-back
  @claim:obs-upgrade-watched @claim:obs-upgrade-metrics @claim:obs-upgrade-anomalies
  @claim:obs-upgrade-backup @claim:obs-upgrade-backup-stored @disruptive
  Scenario: The backend is upgraded behind the maintenance page
    Given the system is healthy
    And the rows of every table are counted
    And a backup of TimescaleDB is made and copied away
    Then that backup is whole and new enough
    And each copy that was kept is what was copied
    When the public address leads to the maintenance page
    Then whoever comes sees the maintenance page and no backend within 1 minute
    And observatory-frontend has 1 replicas
    When version 1.1.0 of observatory-backend is rolled out
    And the schema is migrated to its newest revision
    Then every pod of observatory-backend runs the image of version 1.1.0
    And the schema is at its newest revision
    And every row that was there is there
    When the public address leads to Observatory again
    Then the overview answers from version 1.1.0 within 2 minutes
    And observatory-frontend has 3 replicas
    When this goes on for 30 seconds
    Then no backend has logged an error in a day
    And each backend has the runbook's own metrics
    When values of gateway that score 0.87 and 0.95 are observed
    Then 6 of them are found to be anomalies

  @claim:obs-upgrade-notice
  Scenario: An upgrade is refused unless it was announced seven days before
    Given the system is healthy
    When maintenance that was announced 167 hours before is asked for on Saturday at 02:00
    Then it is refused
    When maintenance that was announced 168 hours before is asked for on Saturday at 02:00
    Then it is allowed

  @claim:obs-upgrade-window
  Scenario: An upgrade changes something on Saturdays between 02:00 and 04:00 only
    Given the system is healthy
    When maintenance that was announced 240 hours before is asked for on Friday at 03:00
    Then it is refused
    When maintenance that was announced 240 hours before is asked for on Saturday at 01:59
    Then it is refused
    When maintenance that was announced 240 hours before is asked for on Saturday at 02:00
    Then it is allowed
    When maintenance that was announced 240 hours before is asked for on Saturday at 03:59
    Then it is allowed
    When maintenance that was announced 240 hours before is asked for on Saturday at 04:00
    Then it is refused
    When maintenance that was announced 240 hours before is asked for on Sunday at 03:00
    Then it is refused

  @claim:obs-upgrade-staging @disruptive
  Scenario: The way back is tried in staging, and forward again
    Given the system is healthy
    When version 1.1.0 of observatory-backend in staging is rolled out
    Then every pod of observatory-backend in staging runs the image of version 1.1.0
    When observatory-backend in staging is rolled back to the version before
    Then every pod of observatory-backend in staging runs the image of version 1.0.0
    When version 1.1.0 of observatory-backend in staging is rolled out
    Then every pod of observatory-backend in staging runs the image of version 1.1.0
    And every pod of observatory-backend runs the image of version 1.0.0
