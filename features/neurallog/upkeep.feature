@system:neurallog
Feature: Old logs and the cache
  Logs older than they are kept are removed, and the cache drops what was used longest ago.

  @claim:neurallog-log-rotation @disruptive
  Scenario: Old logs are removed, and younger ones are not
    Given the system is healthy
    And tenant newco is made with plan pro
    And tenant newco sends one log a day older than logs are kept, and one a day younger
    When old logs are removed by their weekly job
    Then tenant newco finds the younger log, and the older one no more
