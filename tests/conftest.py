"""What all tests share: the servers' fixtures, Hypothesis profiles."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from csmail import redaction

pytest_plugins = [
    "tests.servers.browser", "tests.servers.certificates", "tests.servers.dovecot", "tests.servers.pymap",
    "tests.servers.sink",
]  # fmt: skip

# Whoever runs the tests may sit at an Indonesian terminal.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("CSMAIL_LANG", None)

settings.register_profile("dev", max_examples=50, deadline=None)
# The gate answers the same for the same code; `make test` and the night look for new examples.
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# Four properties of recipients make 50,000 generated conversations; what is slow is slow because there are many.
settings.register_profile("nightly", max_examples=12_500, deadline=None, suppress_health_check=list(HealthCheck))
# The same examples for every mutant; what fails need not be made small.
settings.register_profile(
    "mutation", max_examples=50, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(autouse=True)
def no_secret_is_known() -> None:
    """A secret of another test may be a word that a server says in this one."""
    redaction.forget()
