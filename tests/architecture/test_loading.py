"""What weighs much and is needed seldom is not loaded by every process that serves or works."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SELDOM_NEEDED = (
    "PIL", "alembic", "authlib", "cryptography", "docx", "feedparser", "fido2", "granian", "hypothesis", "lxml", "mako",
    "obstore", "pygments", "pytest", "scim2_models", "scim2_server", "typst", "zxcvbn",
)  # fmt: skip
ASK = """
import sys
import portal.cli.work, portal.wsgi
from portal.foundation.schema import head
assert head(), "the newest migration is known without Alembic"
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_a_process_that_serves_or_works_begins_without_what_is_seldom_needed(tmp_path: Path) -> None:
    env = os.environ | {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_ENVIRONMENT": "demo"}

    ran = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", ASK, *SELDOM_NEEDED], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr, ran.stdout.split()) == (0, "", [])
