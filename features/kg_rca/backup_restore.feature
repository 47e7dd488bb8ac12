@system:kg_rca
Feature: Backup and restore
  The jobs leave backups that can be restored from; a restore brings back what its backup held;
  and a backup that is no good is refused while everything is still there.
  The runbook gives neither times nor the age a backup may have: they are the target file's own.

  @claim:kg-postgresql-backup-job
  Scenario: The PostgreSQL backup job leaves a backup that can be read to its end
    Given the system is healthy
    When a backup of PostgreSQL is made by its job
    Then that backup is whole and new enough

  @claim:kg-neo4j-backup-job @disruptive
  Scenario: The Neo4j backup job leaves a backup that can be read to its end
    Given the system is healthy
    When a backup of Neo4j is made by its job
    Then that backup is whole and new enough

  @claim:kg-postgresql-restore @disruptive
  Scenario: The billing database is restored from its backup while rows are being written
    Given the system is healthy
    And a ledger is writing to PostgreSQL
    And a backup of PostgreSQL is made by its job
    When PostgreSQL is restored from that backup
    Then PostgreSQL holds what the backup held within 3 minutes
    And PostgreSQL serves again within 4 minutes
    And every table of billing can be read whole within 5 minutes
    And at most 5 minutes of acknowledged rows are lost

  @claim:kg-neo4j-restore @disruptive
  Scenario: The graph is restored from its backup and what came after it is gone
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    And a backup of Neo4j is made by its job
    And 100 nodes are added to the graph
    When Neo4j is restored from that backup
    Then Neo4j serves again within 3 minutes
    And Neo4j holds what the backup held within 3 minutes

  @claim:kg-restore-refuses-bad-backup @disruptive
  Scenario Outline: A PostgreSQL backup that is <state> is refused before anything is dropped
    Given the system is healthy
    And a backup of PostgreSQL is made by its job
    And the experiment "<experiment>" damages that backup
    When PostgreSQL is restored from that backup
    Then the restore is refused because the backup is <state>
    And nothing of PostgreSQL has changed

    Examples:
      | state     | experiment       |
      | truncated | backup truncated |
      | empty     | backup emptied   |
      | too old   | backup aged      |

  @claim:kg-restore-refuses-bad-backup @disruptive
  Scenario Outline: A Neo4j backup that is <state> is refused before anything is stopped
    Given the system is healthy
    And the experiment "workload scaled" scales graph-builder to 0
    And a backup of Neo4j is made by its job
    And the experiment "<experiment>" damages that backup
    When Neo4j is restored from that backup
    Then the restore is refused because the backup is <state>
    And nothing of Neo4j has changed

    Examples:
      | state     | experiment       |
      | truncated | backup truncated |
      | empty     | backup emptied   |
      | too old   | backup aged      |

  @claim:kg-neo4j-restore-one-client @disruptive
  Scenario: The graph of one client is stopped and started while the others serve
    Given the system is healthy
    When the graph of client client-acme-abc123 is stopped
    Then the graph of client client-acme-abc123 is offline and all others serve
    When the graph of client client-acme-abc123 is started
    Then the graph of every client serves

  @claim:kg-neo4j-backup-each-client @disruptive
  Scenario: The Neo4j backup job leaves a backup of the graph of every client
    Given the system is healthy
    When a backup of Neo4j is made by its job
    Then the graph of every client has a new backup

  @claim:kg-backup-schedule
  Scenario: Backups are scheduled for every night
    Given the system is healthy
    Then Neo4j is backed up every day at 02:00
    And PostgreSQL is backed up every day at 03:00

  @claim:kg-postgresql-manual-backup @disruptive
  Scenario: A dump of billing made by hand is whole where it was copied to
    Given the system is healthy
    When PostgreSQL is dumped by hand
    Then the dump can be read to its end, and its copy is what was copied

  @claim:kg-neo4j-manual-backup @disruptive
  Scenario: A dump of the graph made by hand is whole where it was copied to
    Given the system is healthy
    When Neo4j is dumped by hand
    Then the dump can be read to its end, and its copy is what was copied

  @claim:kg-neo4j-backup-retention @disruptive
  Scenario: Dumps older than seven days are removed, and younger ones stay
    Given the system is healthy
    And there are dumps of the graph of 6 days ago and of 8 days ago
    When a backup of Neo4j is made by its job
    Then the older of them is gone, and the younger one still there

  @claim:kg-backup-object-store @disruptive
  Scenario: Backups are copied away from the cluster, whole
    Given the system is healthy
    And new backups of PostgreSQL and Neo4j are copied away from the cluster
    Then each copy that was kept is what was copied
