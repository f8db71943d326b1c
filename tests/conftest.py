"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A busy machine is no failure. The check tries the same examples every time, so that it fails for a
# change and for nothing else; anywhere else each run looks for new ones.
settings.register_profile(
    "captioner",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("captioner")
