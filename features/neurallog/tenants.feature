@system:neurallog
Feature: Tenants
  A tenant that is made has a namespace, a quota, an account and a key; one that is deleted leaves nothing.

  @claim:neurallog-tenant-definition
  Scenario: The definition of tenants is established
    Given the system is healthy
    Then the definition of tenants is established and serves version v1

  @claim:neurallog-tenant-resources
  Scenario: Every tenant has what it needs
    Given the system is healthy
    Then every tenant has a namespace, a quota and a key

  @claim:neurallog-tenant-created @disruptive
  Scenario: A tenant that is made can send logs
    Given the system is healthy
    When tenant newco is made with plan pro
    Then tenant newco has its resources within 1 minute
    When tenant newco sends 5 logs
    Then the 5 logs of tenant newco are found by search

  @claim:neurallog-tenant-quotas @disruptive
  Scenario: What goes beyond a tenant's quota is refused
    Given the system is healthy
    And tenant newco is made with plan free
    And tenant newco sends 1 logs
    And the quota of tenant newco is filled
    Then what goes beyond the quota of tenant newco is refused

  @claim:neurallog-tenant-deleted @disruptive
  Scenario: A tenant that is deleted leaves nothing behind
    Given the system is healthy
    And tenant newco is made with plan pro
    And tenant newco sends 5 logs
    When tenant newco is deleted
    Then nothing of tenant newco is left within 2 minutes
    And the other tenants are as they were
