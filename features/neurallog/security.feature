@system:neurallog
Feature: Security tasks
  Certificates are good, nobody has rights that were not meant, and no secret stands in the open.

  @claim:neurallog-certificate-days
  Scenario: Every certificate is good for more than thirty days
    Given the system is healthy
    Then the operator is told the days that every certificate has left

  @claim:neurallog-certificates
  Scenario: The certificate is in date, of its host, and signed by its issuer
    Given the system is healthy
    Then the operator is told that the certificate is in date, of its host, and signed

  @claim:neurallog-access-audit
  Scenario: Nobody has rights over the cluster that were not given on purpose
    Given the system is healthy
    Then the operator is told who has rights over the whole cluster

  @claim:neurallog-exposed-secrets
  Scenario: No secret stands in the open
    Given the system is healthy
    Then the operator is told that no secret stands in the open

  @claim:neurallog-exposed-secrets @disruptive
  Scenario: A password in a ConfigMap is told
    Given the system is healthy
    And a password stands in a ConfigMap
    Then the operator is told which secret stands in the open

  @claim:neurallog-failed-logins
  Scenario: A hundred log-ins that fail within an hour are a warning
    Given the system is healthy
    And the pods of auth-service are restarted one after the other
    And 99 more log-ins fail
    When the morning health check looks at failed log-ins
    Then the level found is ok
    When 1 more log-in fails
    And the morning health check looks at failed log-ins
    Then the level found is warning

  @claim:neurallog-suspicious-requests @claim:neurallog-access-suspicious
  Scenario: An account that fails at many tenants is suspicious, and ten such requests are a warning
    Given the system is healthy
    And the pods of auth-service are restarted one after the other
    And account drill-mallory fails to log in at 9 tenants
    When the morning health check looks at suspicious requests
    Then the level found is ok
    When account drill-mallory fails to log in at 1 tenants
    And the morning health check looks at suspicious requests
    Then the level found is warning

  @claim:neurallog-access-security
  Scenario: Requests without rights are found in the access logs
    Given the system is healthy
    And the pods of log-ingestion are restarted one after the other
    When 5 searches are made with a key that is nobody's
    Then the access logs tell of 5 searches without rights

  @claim:neurallog-security-events @disruptive
  Scenario: A pod that asks for too many rights is found among the events
    Given the system is healthy
    And tenant newco is made with plan pro
    When a pod with all rights over its node is asked for in tenant newco
    Then that this pod was refused is found among the events of tenant newco

  @claim:neurallog-vulnerabilities
  Scenario: A scan looks at all that the services are built of, and finds few known holes
    Given the system is healthy
    When what the services are built of is scanned for known holes
    Then every library of every service was looked at
    And no known hole is critical, and fewer than 5 are of high severity

  @claim:neurallog-updates-known @disruptive
  Scenario: An update that closes a hole, and is not applied, is told
    Given the system is healthy
    When what the services are built of is scanned for known holes
    Then no update is told
    And no known hole of aiohttp is open
    When the experiment "hole becomes known" begins
    Then a known hole of aiohttp is open
    When what the services are built of is scanned for known holes
    Then the update of aiohttp that closes it is told, with the version there is
