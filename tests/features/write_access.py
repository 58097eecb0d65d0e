"""Write access.csv anew: `python -m tests.features.write_access`, then look at what changed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["PORTAL_TEST_WRITE_ACCESS"] = "1"
    test = str(Path(__file__).with_name("test_access.py"))
    sys.exit(pytest.main([test, "-q", "-p", "no:randomly", "-k", "sqlite and everybody"]))
