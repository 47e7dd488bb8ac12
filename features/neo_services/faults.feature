@system:neo_services
Feature: What fails is seen, told, and mended
  Each fault is looked for where troubleshooting and the playbooks look.

  @claim:services-cause-database @claim:services-alert-down @claim:services-logs-database
  @claim:services-logs-errors @claim:services-errors-found @claim:services-p0-answered @disruptive
  Scenario: The database is down, every service says so, and whoever is on call is told
    Given the system is healthy
    When the experiment "database stopped" begins
    Then PostgreSQL accepts no connections
    And every pod of neo-auth-service says that its database cannot be used within 30 seconds
    And no pod of neo-auth-service is ready within 2 minutes
    And the high alert ServiceDown fires after 30 seconds
    And whoever is on call alone is told of ServiceDown within 30 seconds
    And the logs of neo-auth-service, neo-oracle-service and neo-compute-service tell of a failed connection to the database
    And the logs of neo-auth-service, neo-oracle-service and neo-compute-service tell of an error
    When PostgreSQL is started again in its pod
    Then every pod of neo-auth-service is ready within 2 minutes
    And the alert ServiceDown clears within 3 minutes

  @claim:services-external-dependency @claim:services-alert-errors-page @claim:services-alert-errors
  @claim:services-alert-routes @claim:services-p1-answered @claim:services-p2-answered @disruptive
  Scenario: The external dependency is lost, and the errors are told to whom they concern
    Given the system is healthy
    And a ledger is asking for the external dependency 3 times a second
    When this goes on for 20 seconds
    And the experiment "dependency lost" begins
    Then every pod of neo-oracle-service says that its dependency does not answer within 30 seconds
    And the high alert HighErrorRate fires after 1 minute
    And the medium alert ErrorRateElevated fires after 5 minutes
    And whoever is on call alone is told of HighErrorRate within 30 seconds

  @claim:services-alert-latency-page @claim:services-alert-latency
  Scenario: Slow answers are told
    Given the system is healthy
    And a ledger is giving neo-compute-service 1 jobs a second of 2600 ms
    When this goes on for 20 seconds
    Then the high alert HighLatency fires after 2 minutes
    And the medium alert LatencyElevated fires after 5 minutes

  @claim:services-alert-connections @disruptive
  Scenario: Connections that run out are told
    Given the system is healthy
    When the experiment "sessions exhausted" begins
    Then the high alert DatabaseConnectionsHigh fires after 0 seconds

  @claim:services-alert-cpu @disruptive
  Scenario: A busy processor is told
    Given the system is healthy
    When the experiment "processor busy" strikes a pod of neo-oracle-service
    And this goes on for 60 seconds
    Then the medium alert CpuHigh fires after 10 minutes

  @claim:services-alert-memory @disruptive
  Scenario: Tight memory is told
    Given the system is healthy
    When the experiment "memory tight" strikes a pod of neo-oracle-service
    And this goes on for 20 seconds
    Then the medium alert MemoryHigh fires after 10 minutes

  @claim:services-alert-disk @disruptive
  Scenario: A full volume is told
    Given the system is healthy
    When the experiment "volume full" strikes a pod of neo-oracle-service
    Then the medium alert DiskHigh fires after 0 seconds

  @claim:services-cause-image @claim:services-p0-events @claim:services-panel-events
  @claim:services-p0-rollback @claim:services-p0-history @disruptive
  Scenario: A version that cannot start is seen, and rolled back
    Given the system is healthy
    When the experiment "image missing" changes neo-auth-service
    Then of all pods those of neo-auth-service alone are found ailing
    And the events of neo-services are listed, the newest last, ErrImageNeverPull among them
    And the revisions of neo-auth-service are listed, the newest last
    When neo-auth-service is rolled back
    Then every pod of neo-auth-service is ready within 2 minutes

  @claim:services-restart @disruptive
  Scenario: An oracle that hangs answers its clients again after its pods were restarted
    Given the system is healthy
    Then neo-oracle-service answers its clients within 30 seconds
    When the experiment "container frozen" is brought to every pod of neo-oracle-service
    Then neo-oracle-service answers no client within 30 seconds
    And no pod of neo-oracle-service is ready within 2 minutes
    When the pods of neo-oracle-service are restarted one after the other
    Then neo-oracle-service answers its clients within 30 seconds

  @claim:services-incident-report @disruptive
  Scenario: The report of an incident has each part of its form
    Given the system is healthy
    Then neo-oracle-service answers its clients within 30 seconds
    When the experiment "workload scaled" scales neo-oracle-service to 0
    Then neo-oracle-service alone is named lost
    And neo-oracle-service answers no client within 30 seconds
    And the high alert ServiceDown fires after 30 seconds
    And whoever is on call alone is told of ServiceDown within 30 seconds
    When what the experiment changed is put back
    Then neo-oracle-service answers its clients within 2 minutes
    And the incident's report calls it P1, has each part of its form, and marks what only a person can write
