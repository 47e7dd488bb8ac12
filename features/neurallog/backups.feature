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
