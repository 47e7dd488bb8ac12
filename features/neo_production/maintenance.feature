@system:neo_production
Feature: Maintenance
  The database is looked after; maintenance keeps to its window.

  @claim:production-vacuum @claim:production-statistics @disruptive
  Scenario: The database is vacuumed, and its statistics are made anew
    Given the system is healthy
    And half of the rows of items are dead
    When the tables of the services are vacuumed and analysed
    Then every table of the services was vacuumed and analysed
    And no table of the services has dead rows

  @claim:production-reindex @disruptive
  Scenario: Every index is built anew
    Given the system is healthy
    When every index of the database is built anew
    Then every index has another file than before
    And every index of the services is valid

  @claim:production-maintenance-notice
  Scenario: Maintenance is refused unless it was announced 72 hours before
    Given the system is healthy
    When maintenance that was announced 71 hours before is asked for at 02:00
    Then it is refused
    When maintenance that was announced 72 hours before is asked for at 02:00
    Then it is allowed

  @claim:production-maintenance-window
  Scenario: Maintenance changes something between 02:00 and 04:00 only
    Given the system is healthy
    When maintenance that was announced 96 hours before is asked for at 01:59
    Then it is refused
    When maintenance that was announced 96 hours before is asked for at 02:00
    Then it is allowed
    When maintenance that was announced 96 hours before is asked for at 03:59
    Then it is allowed
    When maintenance that was announced 96 hours before is asked for at 04:00
    Then it is refused

  @claim:production-maintenance-length
  Scenario: Maintenance that could not be over in its two hours is refused
    Given the system is healthy
    When maintenance of 120 minutes that was announced 96 hours before is asked for at 02:00
    Then it is allowed
    When maintenance of 121 minutes that was announced 96 hours before is asked for at 02:00
    Then it is refused
    When maintenance of 120 minutes that was announced 96 hours before is asked for at 02:30
    Then it is refused

  @claim:production-maintenance-plan @disruptive
  Scenario: Maintenance without a way back that was tried is refused
    Given the system is healthy
    When maintenance of storage-service is asked for, whose way back nobody has tried
    Then it is refused
    When the way back of storage-service is tried in staging
    And maintenance of storage-service is asked for with the way back that was tried
    Then it is allowed
