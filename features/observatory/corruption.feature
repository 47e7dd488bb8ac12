@system:observatory
Feature: The database is corrupt
  A page is damaged on disk. Whatever is lost, the database is back within a quarter of an hour.

  @claim:obs-corruption-budget @claim:obs-corruption-isolated @claim:obs-corruption-found
  @claim:obs-corruption-backup-fetched @claim:obs-corruption-restored @claim:obs-corruption-backend-back
  @claim:obs-outage-backup-kept @disruptive
  Scenario: A damaged page is found, and the database made anew from its backup
    Given the system is healthy
    And a backup of TimescaleDB is made and copied away
    When the experiment "page damaged" damages a page of table metrics
    Then table metrics alone is found damaged within 2 minutes
    When observatory-backend is scaled down to none
    Then no service has a session of the database within 1 minute
    When the copy of that backup is brought back
    Then each copy that was kept is what was copied
    When TimescaleDB is restored from that backup
    Then PostgreSQL holds what the backup held within 10 minutes
    When observatory-backend is scaled up to 3 replicas as the runbook says
    Then the overview answers without an error within 15 minutes
    And observatory-backend has 3 replicas
    And every autoscaler reads its metric and may scale

  @claim:obs-corruption-refuses-bad-backup @disruptive
  Scenario: A backup that is cut short replaces nothing
    Given the system is healthy
    And a backup of TimescaleDB is made and copied away
    When the experiment "backup truncated" damages that backup
    And TimescaleDB is restored from that backup
    Then the restore is refused because the backup is truncated
    And nothing of PostgreSQL has changed
