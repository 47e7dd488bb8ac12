@system:neurallog
Feature: Backups are made by their schedule, and what is needed is restored from them
  The schedule is that of the backups' jobs; what a job makes is what is made on the fast clock, too.

  @claim:neurallog-backup-restorable @claim:neurallog-database-integrity @disruptive
  Scenario: A restored database is whole, and damage to it is told
    Given the system is healthy
    And every table's rows are counted
    And the job of the full backup is run
    When the database is restored to that moment, beside the first
    Then every table of the restored database has as many rows as were counted
    And the restored database is whole
    When a part of table subscriptions of the restored database is written over
    Then damage to the restored database is found

  @claim:neurallog-migration-backup @disruptive
  Scenario: Before a migration there is a full backup, from which what was is restored
    Given the system is healthy
    And every table's rows are counted
    And the job of the full backup is run
    When the billing database is migrated
    Then every migration is applied, and what was pending was applied once
    When the database is restored to that moment, beside the first
    Then every table of the restored database has as many rows as were counted

  @claim:neurallog-backups-taken @disruptive
  Scenario: The backups of the last day are there and whole, and one that is missing is told
    Given the system is healthy
    When the job of the full backup is run
    And the job of the incremental backup is run
    And the job of the backup of the configuration is run
    Then no backup is missing, or not whole
    And the newest incremental backup is less than 24 hours old
    And the newest backup of the log of transactions is less than 15 minutes old
    And the newest backup of the configuration is less than 24 hours old
    When the newest incremental backup is gone
    Then one backup is found missing, and no other

  @claim:neurallog-backup-encrypted @disruptive
  Scenario: No backup can be read without its key
    Given the system is healthy
    When the job of the full backup is run
    And the job of the backup of the configuration is run
    Then no backup is in clear, and another key opens none

  @claim:neurallog-backup-full @claim:neurallog-backup-incremental @claim:neurallog-backup-log
  @claim:neurallog-backup-configuration @claim:neurallog-pitr @disruptive
  Scenario: From a week of backups, the database is as it was at a random moment
    Given the system is healthy
    And a week's backups are made at their times, on a clock on which it passes in minutes
    Then the full backup was made on Sunday at 02:00
    And the incremental backup was made every day from Monday to Saturday at 02:00
    And the backup of the log of transactions was made once every 15 minutes
    And the backup of the configuration was made every day from Monday to Sunday at 01:00
    When the database is restored to a random moment of the week, beside the first
    Then the restored database has every row written until then, and none written after it
