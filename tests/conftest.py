"""What hypothesis may take for wrong: what it finds, and not how long a busy machine took."""

from hypothesis import HealthCheck, settings

settings.register_profile("drillbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("drillbook")
