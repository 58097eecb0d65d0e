"""The commands about plugins: trying, bringing in, switching, migrating, uninstalling."""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services import calling
from portal.plugin_host.calls import Budget
from portal.plugin_host.starters import blank_pack, example_pack
from tests.features.extensions.lifecycle import BOTH, GROUND, HERE, PAGE, STORES, TABLE, TOOLS
from tests.plugins import HEAD, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command
    from tests.plugins import Installer

FULL = GROUND + TOOLS % "A scale" + PAGE + TABLE + STORES


def ask(instance: Path, question: str) -> list[tuple[object, ...]]:
    """Return the answer of the instance's database."""
    connection = sqlite3.connect(instance / "portal.sqlite")
    rows = connection.execute(question).fetchall()
    connection.close()
    return rows


@pytest.fixture
def trial(portal: Command, instance: Path, installer: Installer) -> Installer:
    """Give the trial plugin, installed and brought in; it is on nowhere."""
    installer.install("trial", FULL, regions=BOTH)
    portal("plugins", "sync")
    return installer


def test_a_new_plugin_goes_from_installed_to_on_and_out_again(
    portal: Command, instance: Path, installer: Installer
) -> None:
    installer.install("trial", FULL, regions=BOTH)

    looked = portal("plugins", "sync", "--dry-run")
    synced = portal("plugins", "sync")
    refused = portal("plugins", "enable", "trial", "--region", HERE)
    would = portal("plugins", "migrate", "--dry-run")
    migrated = portal("plugins", "migrate", "trial")
    enabled = portal("plugins", "enable", "trial", "--region", HERE)
    again = portal("plugins", "enable", "trial", "--region", HERE)
    disabled = portal("plugins", "disable", "trial", "--region", HERE)

    assert (looked.code, "trial 1.0.0 is new" in looked.out) == (0, True)
    assert "trial needs_migration: 1 change of its tables waits: 0001-visits." in synced.out
    assert (refused.code, "Run “portal plugins migrate trial”" in refused.err) == (1, True)
    assert (would.code, would.out) == (0, "trial: 0001-visits\n")
    assert (migrated.code, migrated.out.splitlines()[0]) == (0, "trial: 0001-visits …")
    assert (enabled.code, enabled.out, again.out) == (0, "trial is on in vale.\n", "trial was on in vale already.\n")
    assert (disabled.code, disabled.out) == (0, "trial is off in vale.\n")
    assert ask(instance, "SELECT title FROM region_tool WHERE plugin_id = 'trial'") == [("A scale",)]


def test_a_step_is_undone_and_taken_again(portal: Command, instance: Path, trial: Installer) -> None:
    portal("plugins", "migrate")

    undone = portal("plugins", "migrate", "trial", "--undo")
    nameless = portal("plugins", "migrate", "--undo")
    taken = portal("plugins", "migrate")
    nothing = portal("plugins", "migrate")

    assert (undone.code, undone.out.splitlines()[0]) == (0, "trial: 0001-visits undone")
    assert "trial needs_migration" in undone.out
    assert (nameless.code, taken.out.splitlines()[0], nothing.out.splitlines()[0]) == (
        2, "trial: 0001-visits …", "trial: nothing to do",
    )  # fmt: skip


def test_what_is_unknown_is_one_sentence_and_1(portal: Command, trial: Installer) -> None:
    for arguments in (
        ("enable", "nobody", "--region", HERE),
        ("disable", "nobody", "--region", HERE),
        ("inspect", "nobody"),
        ("migrate", "nobody"),
        ("allow", "nobody"),
        ("uninstall", "nobody", "--mode", "keep"),
    ):
        ran = portal("plugins", *arguments)

        assert (ran.code, ran.err) == (1, "There is no plugin “nobody”.\n"), arguments


def test_erasing_is_confirmed_by_the_id(portal: Command, instance: Path, trial: Installer) -> None:
    portal("plugins", "migrate")
    portal("plugins", "enable", "trial", "--region", HERE)

    refused = portal("plugins", "uninstall", "trial", "--mode", "erase")
    kept = portal("plugins", "uninstall", "trial", "--mode", "keep")
    erased = portal("plugins", "uninstall", "trial", "--mode", "erase", "--yes-i-mean", "trial")

    assert (refused.code, "Type the plugin's id, trial" in refused.err) == (1, True)
    assert (kept.code, "trial is off everywhere" in kept.out) == (0, True)
    assert (erased.code, "trial is erased: " in erased.out) == (0, True)
    assert ask(instance, "SELECT count(*) FROM plugin WHERE id = 'trial'") == [(0,)]
    assert ask(instance, "SELECT name FROM sqlite_master WHERE name LIKE 'plg_trial%'") == []


def test_a_plugin_that_is_kept_out_is_not_loaded_till_it_is_allowed(
    portal: Command, trial: Installer, tmp_path: Path
) -> None:
    portal("plugins", "migrate")

    out = portal("plugins", "keep-out", "trial")
    listed = portal("plugins", "list")
    let_in = portal("plugins", "allow", "trial")

    assert (out.code, let_in.code) == (0, 0)
    assert next(line for line in listed.out.splitlines() if " trial " in line).startswith("off ")
    assert "trial" in let_in.out.splitlines()[0]


def test_inspecting_says_what_the_manifest_says_and_runs_nothing(
    portal: Command, instance: Path, installer: Installer
) -> None:
    package = installer.install("trial", "raise RuntimeError('it was run')", regions=BOTH, capabilities=["jobs"])

    ran = portal("plugins", "inspect", str(package))

    assert ran.code == 0
    assert "May be on in:         vale, ridge\n" in ran.out
    assert "May:                  jobs\n" in ran.out


def test_a_folder_that_is_not_installed_is_tried_in_a_process_of_its_own(
    portal: Command, instance: Path, tmp_path: Path
) -> None:
    project = tmp_path / "new-plugin"
    package = project / "portal_fresh"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "words.py").write_text("TITLE = 'Fresh'\n")
    (package / "hooks.py").write_text(HEAD + "from portal_fresh.words import TITLE\n" + TOOLS % "Fresh")
    (project / "pyproject.toml").write_text('[project.entry-points."portal.plugins"]\nfresh = "portal_fresh.hooks"\n')
    write_manifest(package / "portal-plugin.toml", id="fresh", regions=[HERE])

    well = [portal("plugins", "check", str(place)) for place in (project, package)]
    (package / "hooks.py").write_text(HEAD + "import os\nos._exit(0)\n")
    ill = portal("plugins", "check", str(project))
    nothing = portal("plugins", "check", str(tmp_path / "nowhere"))

    assert [(one.code, one.out) for one in well] == [(0, "well   fresh 1.0.0\n")] * 2
    assert (ill.code, "ended the process when it was tried (exit code 0)" in ill.out) == (1, True)
    assert (nothing.code, "There is no folder or file" in nothing.err) == (1, True)
    assert ask(instance, "SELECT count(*) FROM plugin WHERE id = 'fresh'") == [(0,)]


def test_a_pack_is_checked_as_a_folder_and_as_a_zip(portal: Command, instance: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(example_pack())
    bad.write_bytes(blank_pack()[:-40])

    well, ill = portal("plugins", "check", str(good)), portal("plugins", "check", str(bad))

    assert (well.code, well.out.startswith("well ")) == (0, True)
    assert (ill.code, ill.out.startswith("ill ")) == (1, True)


def test_every_installed_plugin_is_tried_and_one_that_is_ill_is_1(portal: Command, trial: Installer) -> None:
    trial.install("broken", "raise RuntimeError('no luck')", regions=[HERE])

    ran = portal("plugins", "check", "--all")
    one = portal("plugins", "check", "trial")
    both = portal("plugins", "check", "trial", "--all")

    assert (ran.code, one.code, both.code) == (1, 0, 2)
    assert "It raised RuntimeError: no luck" in ran.out
    assert "well   trial 1.0.0\n" in ran.out


def test_in_safe_mode_nothing_of_theirs_is_run_by_any_command(
    portal: Command, trial: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.replace("trial", "raise SystemExit('it was run')", regions=BOTH)
    monkeypatch.setenv("PORTAL_SAFE_MODE", "true")

    ran = portal("plugins", "sync")
    listed = portal("plugins", "list")
    migrated = portal("plugins", "migrate")

    assert (ran.code, ran.out) == (0, "Plugins: safe mode: none is loaded, and what is on stays as it is\n")
    assert listed.code == 0
    assert next(line for line in listed.out.splitlines() if " trial " in line).startswith("safe ")
    assert (migrated.code, migrated.err) == (1, "The portal runs in safe mode, without plugins.\n")


def test_every_command_has_its_help(portal: Command, bare_environment: Path) -> None:
    told = portal("plugins", "--help").out
    commands = [line.split()[0] for line in told.partition("Commands:")[2].splitlines() if line.strip()]

    for command in commands:
        assert portal("plugins", command, "--help").code == 0, command

    assert {
        "list", "inspect", "check", "enable", "disable", "allow", "keep-out", "sync", "migrate", "uninstall",
    } <= set(commands)  # fmt: skip


def test_a_hook_that_hangs_after_it_wrote_keeps_nobody_from_writing(
    portal: Command, instance: Path, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = """
@hookimpl
def portal_on_enable(ctx, previous_version):
    import time
    ctx.store.put("begun", True)
    time.sleep(8)
    ctx.store.put("ended", True)
"""
    monkeypatch.setattr(calling, "LIFECYCLE", Budget(0.3, 0.3))
    installer.install("trial", GROUND + hangs, regions=BOTH)
    portal("plugins", "sync")
    began = monotonic()

    ran = portal("plugins", "enable", "trial", "--region", HERE)
    written = portal("plugins", "keep-out", "trial")

    assert (ran.code, ran.err) == (1, "Trial could not be switched on: it did not return in time.\n")
    assert (written.code, monotonic() - began < 8) == (0, True)
    assert ask(instance, "SELECT key FROM plugin_item WHERE plugin_id = 'trial'") == []
    assert ask(instance, "SELECT kind FROM plugin_incident WHERE plugin_id = 'trial'") == [("hang",)]
