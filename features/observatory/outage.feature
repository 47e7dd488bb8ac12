@system:observatory
Feature: A release that does not work
  It starts and is ready, so that every old pod gives way to it; what is wrong only users see.

  @claim:obs-outage-budget @claim:obs-outage-declared @claim:obs-outage-assessed @claim:obs-outage-rolled-back
  @claim:obs-outage-verified @claim:obs-error-rate-alert @claim:obs-route-critical @claim:obs-upgrade-rolled-back
  @disruptive
  Scenario: A release takes everything down and is rolled back
    Given the system is healthy
    And users are asking for the overview 4 times a second
    When version 1.2.0 of observatory-frontend is rolled out
    And version 1.2.0 of observatory-backend is rolled out
    Then the overview is seen to fail within 1 minute
    And the health page is seen to fail within 2 minutes
    And the panel of errors shows over 5 % within 2 minutes
    And the alert HighErrorRate reaches pager and slack-incidents within 3 minutes
    When observatory-backend is rolled back to the version before
    And observatory-frontend is rolled back to the version before
    Then every pod of observatory-backend runs the image of version 1.0.0
    And every pod of observatory-frontend runs the image of version 1.0.0
    And the overview answers without an error within 8 minutes
    And the health page answers without an error within 13 minutes
    And the alert HighErrorRate clears within 3 minutes

  @claim:obs-latency-alert @claim:obs-route-high @claim:obs-slow-shown @claim:obs-slow-service
  @claim:obs-slow-query @disruptive
  Scenario: A release with a slow statement is found and rolled back
    Given the system is healthy
    Then the alert HighLatency clears within 3 minutes
    Given the statistics of statements begin anew
    And users are asking for the overview 2 times a second
    When version 1.3.0 of observatory-backend is rolled out
    Then the panel of latency shows over 500 ms within 2 minutes
    And the alert HighLatency reaches slack-alerts and mail-operations within 3 minutes
    And observatory-backend is the slowest of all services
    And the slowest statement of the database is the overview's
    When observatory-backend is rolled back to the version before
    Then every pod of observatory-backend runs the image of version 1.0.0
    And the alert HighLatency clears within 3 minutes

  @claim:obs-outage-restored @claim:obs-outage-backup-kept @disruptive
  Scenario: From nothing but its files and a backup that was kept outside, it serves again
    Given the system is healthy
    And the recovery namespace is empty
    And a backup of TimescaleDB is made and copied away
    When the stores are brought up there from their manifests alone
    Then each copy that was kept is what was copied
    When TimescaleDB is restored there from the copy
    Then every table that its backup held is there
    When backend and frontend are brought up there
    Then every backend serves there within 15 minutes
