@system:neurallog
Feature: From the backups alone, the platform serves in another cluster
  Another namespace stands for another cluster; what is kept away are the backups as they lie, and their key.

  @claim:neurallog-disaster-recovery @claim:neurallog-cluster-restored @claim:neurallog-volumes-restored
  @claim:neurallog-end-to-end @disruptive
  Scenario: The platform is made again from its backups, and bills a new log
    Given the system is healthy
    And the recovery namespace is empty
    And every table's rows are counted
    And the logs of each tenant are counted
    And the job of the full backup is run
    And the job of the backup of the configuration is run
    And the backups and their key are kept away from the cluster
    When every object of the configuration that was kept is made in the other cluster
    Then all that was backed up of the configuration is there
    When the database and the logs are restored in the other cluster
    Then every table there has as many rows as were counted
    And every tenant has as many logs there as were counted
    And a log that is sent in there is found by search and billed within 3 minutes
