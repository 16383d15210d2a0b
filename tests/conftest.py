"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# The same inputs in every run, what is drawn anew each time is the business of ``python -m tests.fuzz``; and no test
# fails because the machine was busy.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")
