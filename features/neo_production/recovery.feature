@system:neo_production
Feature: Backups and disaster recovery
  What is backed up can be restored, at another site, from nothing else.

  @claim:production-backup-daily @disruptive
  Scenario: The database is backed up every day, and the backup can be read to its end
    Given the system is healthy
    When a backup of the services' database is made by its job
    Then that backup is whole and new enough
    And the services' database is backed up every day at 01:00

  @claim:production-backup-retention @disruptive
  Scenario: Backups of the last thirty days are kept, and older ones are gone
    Given the system is healthy
    And there are backups of the database of 30 days ago and of 32 days ago
    When a backup of the services' database is made by its job
    Then the older backup of the database is gone, and the younger one still there

  @claim:production-backup-secrets @disruptive
  Scenario: The backup of the Secrets shows none of their values, and restores each
    Given the system is healthy
    When the Secrets are backed up, encrypted
    Then none of their values is in clear in that backup
    And that backup restores every Secret as it is

  @claim:production-rto @claim:production-recovery-assessed @claim:production-recovery-environment @claim:production-recovery-database @claim:production-recovery-services @claim:production-recovery-data @claim:production-recovery-name @claim:production-recovery-validated @claim:production-redis-restored @disruptive
  Scenario: From nothing but what was kept away, clients are served at the other site
    Given the system is healthy
    And the recovery namespace is empty
    And a backup of the services' database is made by its job
    And that backup, a snapshot of Redis and the encrypted Secrets are kept away from the cluster
    When the experiment "workload scaled" scales postgres to 0
    And the experiment "workload scaled" scales redis to 0
    And the experiment "workload scaled" scales api-gateway to 0
    Then api-gateway, postgres, redis alone are named lost
    When the stores are brought up at the other site with the Secrets that were kept
    And the database and Redis are restored at the other site
    Then every table is there as it was when it was backed up
    And Redis holds there what its snapshot holds
    When the services are brought up at the other site, and the public name leads there
    Then clients of the public name are served at the other site alone within 4 hours
    And every service is ready at the other site
    And clients there are answered under the table's warning

  @claim:production-backup-configuration @disruptive
  Scenario: What is deployed is what a commit says, and an earlier one is deployed again
    Given the system is healthy
    And what is deployed is committed as the first commit
    Then what is deployed is what the first commit says
    When the experiment "config map wrong" gives POOL_SIZE of oracle-service-config the value none
    Then oracle-service-config alone differs from the first commit
    When crosschain-service is given more memory as the runbook says
    Then crosschain-service, oracle-service-config alone differ from the first commit
    When what is deployed is committed as the second commit
    Then what is deployed is what the second commit says
    When the first commit is deployed
    Then what is deployed is what the first commit says
