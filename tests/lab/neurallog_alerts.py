"""What the alerts of NeuralLog do: when each fires, and which stays silent."""

from tests.lab.alert_stories import Story, minutes

UP = 'up{job="neurallog-auth-service"}'
FAILED = 'http_requests_total{job="neurallog-billing-service",status="500"}'
POD = 'namespace="neurallog-system",pod="p"'
PROCESSOR = f'container_cpu_usage_seconds_total{{{POD},container="c"}}'
CORES = f'kube_pod_container_resource_limits{{{POD},resource="cpu"}}'
STORIES = [
    Story("ServiceDown", {UP: "0x9999"}, minutes(1)),
    Story("ServiceDown", {UP: "1x9999"}, None),
    Story("ServiceDown", {"other": "1x9999"}, None),  # a service that is gone is not told
    # 30 s apart: 5 in 30 s are 0.17 a second, 3 are 0.1; told over 5 min, so after a while
    Story("HighErrorRate", {FAILED: "0+5x9999"}, minutes(5.5)),
    Story("HighErrorRate", {FAILED: "0+3x9999"}, None),
    # 5 s of processor time in 30 s are 83 % of 0.2 cores, 4.5 s are 75 %
    Story("HighCPUUsage", {PROCESSOR: "0+5x9999", CORES: "0.2x9999"}, minutes(11)),
    Story("HighCPUUsageCompressed", {PROCESSOR: "0+5x9999", CORES: "0.2x9999"}, minutes(2.5)),
    Story("HighCPUUsage", {PROCESSOR: "0+4.5x9999", CORES: "0.2x9999"}, None),
    Story("LowDiskSpace", {"disk_usage_percent": "86x9999"}, minutes(5)),
    Story("LowDiskSpaceCompressed", {"disk_usage_percent": "86x9999"}, minutes(0.5)),
    Story("LowDiskSpace", {"disk_usage_percent": "85x9999"}, None),
    Story("SuspiciousLoginActivity", {"auth_failed_attempts": "0+330x9999"}, minutes(7)),
    Story("SuspiciousLoginActivity", {"auth_failed_attempts": "0+300x9999"}, None),
    Story("CertificateExpiry", {"cert_expiry_days": "29x9999"}, minutes(60)),
    Story("CertificateExpiryCompressed", {"cert_expiry_days": "29x9999"}, minutes(6)),
    Story("CertificateExpiry", {"cert_expiry_days": "30x9999"}, None),
]
