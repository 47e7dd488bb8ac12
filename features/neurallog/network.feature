@system:neurallog
Feature: The network between services
  Whether one service reaches another, and knows its address, is asked from inside its own pods.

  @claim:neurallog-service-reached @disruptive
  Scenario: A service that is not reached is seen
    Given the system is healthy
    Then the operator is told that billing-service reaches auth-service
    When the experiment "network cut" begins
    Then the operator is told that billing-service does not reach auth-service

  @claim:neurallog-names-resolved @disruptive
  Scenario: A name that is not resolved is seen
    Given the system is healthy
    Then the operator is told that billing-service resolves auth-service
    When the experiment "names none" begins
    Then the operator is told that billing-service does not resolve auth-service

  @claim:neurallog-network-policies @disruptive
  Scenario: What a network policy forbids does not come through
    Given the system is healthy
    Then the operator is told that billing-service reaches auth-service
    When a network policy lets nobody but log-ingestion in to auth-service
    Then this policy is listed
    And log-ingestion alone reaches auth-service, as the policies say
    And the operator is told that billing-service does not reach auth-service
