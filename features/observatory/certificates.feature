@system:observatory
Feature: A certificate that nobody renews in time
  Workload certificates live for 15 days here; one with under seven days is to be seen, and replaced.

  @claim:obs-certificate-alert @claim:obs-certificate-dashboard @claim:obs-certificate-listed
  @claim:obs-certificate-rotated @claim:obs-certificate-dates @claim:obs-dashboard-certificates @disruptive
  Scenario: Certificates of the frontend end too soon and are rotated
    Given the system is healthy
    And users are asking for the overview 2 times a second
    When the frontend's certificates are issued for 100 hours
    Then the backends list the frontend's certificates and no others within 2 minutes
    And the alert CertificateExpiringIn7Days reaches slack-alerts and mail-operations within 3 minutes
    And the panel of certificates shows as many as the mesh has, and the share that ends later
    When certificates are rotated as the runbook says
    Then every backend and frontend has a certificate that was issued since, for over a week
    And at most 1 % of requests fail
    And the alert CertificateExpiringIn7Days clears within 3 minutes
