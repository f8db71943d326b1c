"""How cores are shared, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: A sandbox may forbid it.
MAY = "import os; os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))"
POLICIES = """
import os, subprocess, sys
from captioner.cores import work_in_batch

os.sched_setscheduler(0, {before}, os.sched_param(0))
work_in_batch()
ask = "import os; print(os.sched_getscheduler(0))"
child = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
print(os.sched_getscheduler(0) == {after}, int(child.stdout) == {after})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked to")
@pytest.mark.parametrize(
    ("before", "after"),
    [("os.SCHED_OTHER", "os.SCHED_BATCH"), ("os.SCHED_IDLE", "os.SCHED_IDLE")],
)
def test_all_processes_wait_for_a_core_unless_the_user_has_chosen_how(
    before: str, after: str
) -> None:
    if subprocess.run([sys.executable, "-c", MAY], capture_output=True, check=False).returncode:
        pytest.skip("it is forbidden here")
    run = [sys.executable, "-c", POLICIES.format(before=before, after=after)]
    told = subprocess.run(run, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["True", "True"]
