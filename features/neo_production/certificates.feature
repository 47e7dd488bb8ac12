@system:neo_production
Feature: Certificate renewal
  Clients see a new certificate, and no request fails for it.

  @claim:production-certificate-expiry @claim:production-certificate-renewed @claim:production-certificate-served @disruptive
  Scenario: The certificate is renewed, and every service serves with it under load
    Given the system is healthy
    Then clients see the certificate that is held from every pod
    Given clients are asking for signatures 10 times a second
    When the certificate is renewed, and every service restarted
    Then the certificate is of the same hosts, and ends later than before
    And every pod serves with the new certificate
    And at most 1 % of requests fail
