@system:kg_rca
Feature: The quarterly disaster recovery test
  Nothing is left but the manifests and the copies of last night's backups. The system is brought up
  from them in an empty namespace, beside the one that goes on serving.
  The runbook gives neither steps nor times: they are the target file's own.

  @claim:kg-disaster-recovery @disruptive
  Scenario: From an empty namespace and the backups, the system serves again
    Given the system is healthy
    And the recovery namespace is empty
    And new backups of PostgreSQL and Neo4j are copied away from the cluster
    When the stores are brought up there from their manifests alone
    And PostgreSQL and Neo4j are restored there from the copies
    Then all that the backups held is there within 10 minutes
    When graph-builder and kg-api are brought up there
    Then requests of every client are answered 200 there within 12 minutes
    When a ledger is sending events through Kafka into the graph there
    And this goes on for 10 seconds
    Then no acknowledged event is lost or applied twice
