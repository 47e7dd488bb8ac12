@system:neurallog
Feature: Use and money
  What tenants used is reported and charged as it was, and the business stands as the manual wants it.

  @claim:neurallog-usage-report
  Scenario: The report of yesterday's use has what was taken in from each tenant
    Given the system is healthy
    Then the operator is told yesterday's use of every tenant

  @claim:neurallog-billing-correct
  Scenario: Every tenant is charged what it used
    Given the system is healthy
    Then the operator is told what every tenant is charged

  @claim:neurallog-revenue
  Scenario: Revenue grows
    Given the system is healthy
    Then monthly recurring revenue grows by more than the manual wants

  @claim:neurallog-churn
  Scenario: Customers stay
    Given the system is healthy
    Then fewer than 5 % of customers leave in a month

  @claim:neurallog-revenue-per-user
  Scenario: Customers pay
    Given the system is healthy
    Then a customer pays more a month than the manual wants
