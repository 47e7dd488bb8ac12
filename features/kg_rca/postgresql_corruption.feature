@system:kg_rca
Feature: PostgreSQL corruption
  Bytes of a table of the billing database are damaged on disk. The runbook's restore brings the
  table back from the newest good backup, while rows go on being written.
  The runbook gives no times: they are the target file's own objectives.

  @claim:kg-postgresql-restore @claim:kg-postgresql-backup-job @disruptive
  Scenario: A damaged billing table is restored and only what came after the backup is lost
    Given the system is healthy
    And a ledger is writing to PostgreSQL
    And a backup of PostgreSQL is made by its job
    When the experiment "postgresql corruption" damages a page of table clients
    And a query of table clients fails
    Then table clients alone is found damaged within 1 minute
    When PostgreSQL is restored from the newest good backup
    Then PostgreSQL holds what the backup held within 3 minutes
    And PostgreSQL serves again within 4 minutes
    And every table of billing can be read whole within 5 minutes
    And no row acknowledged before the backup is lost
    And at most 5 minutes of acknowledged rows are lost
