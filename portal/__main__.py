"""The `portal` command, also as `python -m portal`."""

from __future__ import annotations

from portal.cli.main import main

if __name__ == "__main__":
    main()
