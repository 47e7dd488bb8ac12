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

  @claim:neurallog-redis-policy @disruptive
  Scenario: A full cache drops the keys used longest ago, also after a restart
    Given the system is healthy
    When Redis is told to hold 8 GB, and to drop the keys used longest ago
    And Redis is started anew
    And more is written into Redis than it may hold
    Then Redis holds no more than it was told, and drops the keys used longest ago

  @claim:neurallog-jvm @disruptive
  Scenario: A service in Java has the heap and the collector of the manual
    Given the system is healthy
    When reports is given the heap and the collector of the runbook
    Then every JVM of reports has the heap, the collector and the pauses of the runbook

  @claim:neurallog-node @disruptive
  Scenario: A service in Node.js has the old space of the manual
    Given the system is healthy
    When sharing is given the old space of the runbook
    Then every process of sharing has the old space of the runbook
