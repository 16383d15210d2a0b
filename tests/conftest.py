"""What holds for all tests."""

from hypothesis import settings

# The same inputs in every run; what is drawn anew each time is the business of ``python -m tests.fuzz``.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
