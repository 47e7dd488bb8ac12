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
