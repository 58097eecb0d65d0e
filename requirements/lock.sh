#!/usr/bin/env bash
# Make the locks anew after a change of pyproject.toml. Needs uv; the locks hold hashes and no address.
set -euo pipefail
cd "$(dirname "$0")/.."
uv lock --quiet "$@"
export_lock() { uv export --quiet --frozen --no-header --no-annotate --no-emit-project --no-default-groups --extra postgres "$@"; }
export_lock --group build -o requirements/run.txt
export_lock --all-groups -o requirements/all.txt
