@system:neo_services
Feature: Backups, and what is restored from them
  What is backed up is restored, row by row, to the second, and the services use it.

  @claim:services-backup-database @claim:services-maintenance-backup @claim:services-backup-listed
  @claim:services-recovery-database @disruptive
  Scenario: A backup is taken and listed, every row of it is restored, and the services use it
    Given the system is healthy
    And a backup of neo_auth_db is made by its job
    Then that backup is whole and new enough
    And that backup is among those that are listed
    When neo_auth_db is restored from that backup
    Then every table is as it was when the backup was made
    And a job that is given to neo-compute-service is kept in what was restored

  @claim:services-backup-verified @disruptive
  Scenario: A backup that is cut short is told before anything is restored from it
    Given the system is healthy
    And a backup of neo_auth_db is made by its job
    And the experiment "backup truncated" damages that backup
    When neo_auth_db is restored from that backup
    Then the restore is refused because the backup is truncated
    And nothing of PostgreSQL has changed

  @claim:services-pitr-stopped @claim:services-pitr-restored @claim:services-pitr-started
  @claim:services-pitr-validated @disruptive
  Scenario: The database is as it was at a given second
    Given the system is healthy
    And a base backup of the database is made
    And 100 results are kept, a second is noted, and 50 more are kept
    When every service is stopped
    Then no service runs, and nothing is written
    When the database is restored to that second
    Then the results are those of that second, and no later ones
    When every service is started with 3 replicas
    Then neo-auth-service has 3 replicas
    And neo-oracle-service has 3 replicas
    And neo-compute-service has 3 replicas
    And every pod of neo-auth-service says that its database can be used within 30 seconds
    And every pod of neo-oracle-service says that its database can be used within 30 seconds
    And every pod of neo-compute-service says that its database can be used within 30 seconds

  @claim:services-recovery-health @disruptive
  Scenario: Whether all is well is told, and a service that is down is not overlooked
    Given the system is healthy
    Then every pod of every namespace runs and is ready
    And the operator is told that every service is whole
    When the experiment "workload scaled" scales neo-oracle-service to 0
    Then neo-oracle-service alone is named lost

  @claim:services-recovery-infrastructure @claim:services-recovery-services @claim:services-recovery-complete
  @disruptive
  Scenario: From files, Secrets and a backup alone, infrastructure, databases and services serve again
    Given the system is healthy
    And the recovery namespace is empty
    And a backup of neo_auth_db is made by its job
    And that backup and the encrypted Secrets are kept away from the cluster
    When infrastructure is brought up there from its files and the Secrets that were kept
    Then all of the infrastructure is there, and no database or service yet
    When the databases are brought up there from their files alone
    And neo_auth_db is restored there from the copy
    Then every table is there as it was when it was backed up
    When the services are brought up there from their files
    Then every service is ready there
    And prices are answered and jobs are kept there within 30 minutes

  @claim:services-backup-secrets
  Scenario: The backup of the Secrets of every namespace shows none of them, and restores each
    Given the system is healthy
    When the Secrets are backed up, encrypted
    Then none of their values is in clear in that backup
    And that backup restores every Secret as it is

  @claim:services-backup-configuration @claim:services-backup-volumes
  Scenario: The objects of every namespace can be made again from their backup
    Given the system is healthy
    When the objects of every namespace are backed up
    Then each of them is in that backup, and can be made again from it
    And the claim of every volume is in that backup as it is
