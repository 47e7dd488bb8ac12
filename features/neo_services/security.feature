@system:neo_services
Feature: Who may do what, and what clients are shown
  Rights are tried by the account itself, certificates and limits by a client.

  @claim:services-rbac-can-i
  Scenario: What an account is said to be allowed is what it is let do
    Given the system is healthy
    Then the operator is told what neo-auth-service may do, and is let do just that

  @claim:services-rbac-granted @disruptive
  Scenario: What is granted holds, and what is taken away does not
    Given the system is healthy
    Then the operator is told that neo-auth-service may not list pods
    When neo-auth-service is granted to list pods
    Then the operator is told that neo-auth-service may list pods
    When what was granted is taken away
    Then the operator is told that neo-auth-service may not list pods

  @claim:services-rbac-audit @disruptive
  Scenario: A role that differs from its file is told
    Given the system is healthy
    Then the operator is told that every role is as it is on file
    When the role of neo-auth-service is changed, and its file is not
    Then the operator is told that the role of neo-auth-service differs from its file

  @claim:services-rate-limit
  Scenario: What is beyond the limit is turned away
    Given the system is healthy
    When a client sends 200 requests to the gateway at once
    Then as many as the limit allows are let through, and the others are turned away

  @claim:services-certificate-ready @claim:services-certificate-expiry
  Scenario: The certificate is ready, and its last day is known
    Given the system is healthy
    Then the operator is told that the gateway's certificate is ready, and who has issued it
    And the day on which each certificate ends is known, and is that of the one in use

  @claim:services-certificate-renewed @claim:services-certificate-valid @disruptive
  Scenario: The certificate is renewed, and no request fails
    Given the system is healthy
    And clients are asking the gateway over its certificate 5 times a second
    When the gateway's certificate is renewed
    Then every pod of the gateway serves with another certificate of the same host, in date
    And no request fails
