@system:kg_rca
Feature: Clients are added, upgraded, suspended and deleted
  What is done to a client is done to newco, which each scenario adds itself, under an id that was
  never used before, and which is removed again at its end.

  @claim:kg-client-add @claim:kg-client-api-key @claim:kg-client-kafka-user @claim:kg-client-isolation
  @disruptive
  Scenario: A new client is served, and its events come into the graph
    Given the system is healthy
    When client newco is added with plan basic
    Then billing has client newco as active with plan basic
    And requests of client newco are answered 200
    And requests for client client-acme-abc123 with the key of client newco are answered 401
    And client newco may write to its own topic
    And client newco may neither read nor write the topic of client client-acme-abc123
    When client newco sends 100 events to its own topic
    Then the graph holds 100 events of client newco within 1 minute

  @claim:kg-client-graph-database @disruptive
  Scenario: A new client has a database of its own
    Given the system is healthy
    When client newco is added with plan basic
    Then client newco has a database of its own

  @claim:kg-client-isolation
  Scenario Outline: Client <client> is kept out of the topic of client <other>
    Given the system is healthy
    Then client <client> may write to its own topic
    And client <client> may neither read nor write the topic of client <other>

    Examples:
      | client                | other                 |
      | client-acme-abc123    | client-bigco-def456   |
      | client-smallco-jkl012 | client-medco-ghi789   |

  @claim:kg-client-upgrade @disruptive
  Scenario: A client's plan is upgraded while it is served
    Given the system is healthy
    And client newco is added with plan basic
    When client newco is upgraded to plan pro
    Then billing has client newco as active with plan pro
    And requests of client newco are answered 200

  @claim:kg-client-suspend @claim:kg-client-suspend-ingestion @disruptive
  Scenario: A suspended client is shut out, and what is kept of it stays
    Given the system is healthy
    And client newco is added with plan basic
    And client newco may write to its own topic
    And client newco sends 100 events to its own topic
    And the graph holds 100 events of client newco within 1 minute
    When client newco is suspended
    Then billing has client newco as suspended with plan basic
    And requests of client newco are answered 403
    And client newco may no longer write to its own topic
    And the graph holds 100 events of client newco within 1 minute
    And the topic of client newco holds 100 events

  @claim:kg-client-export @claim:kg-client-delete @disruptive
  Scenario: A client is deleted after its graph was exported
    Given the system is healthy
    And client newco is added with plan basic
    And client newco may write to its own topic
    And client newco sends 100 events to its own topic
    And the graph holds 100 events of client newco within 1 minute
    When the graph of client newco is exported
    Then the export of client newco has all that its graph held
    When client newco is deleted
    Then billing has client newco as deleted with plan basic
    And client newco has neither topic nor graph
    And requests of client newco are answered 403
