"""Commands that look: addresses, plugins, the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.cli.routes import rows_of_plugins
from portal.config import load_settings
from portal.foundation.schema import migrations_folder
from portal.web.guards import access_of
from tests.cli.test_database import execute
from tests.plugins import bring_in

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.cli.conftest import Command
    from tests.plugins import Installer

ROUTES = """
@hookimpl
def portal_permissions(ctx):
    return [Permission(id="keep", label="Keep dates", roles=("regional-editor",))]

@hookimpl
def portal_routes(ctx):
    view = lambda ctx, **given: "Dates."
    return [
        Route(id="start", rule="/", view=view, is_public=True),
        Route(id="dates", rule="/dates", view=view),
        Route(id="date", rule="/dates/<int:number>", view=view, methods=("GET", "POST"), permission="keep"),
    ]
"""
CHECKS = ["settings", "database", "migrations", "content", "plugins", "calls", "accounts", "storage"]


def test_every_address_is_listed_with_methods_access_and_owner(portal: Command, instance: Path) -> None:
    ran = portal("routes")

    app = create_app(load_settings())
    rows = [tuple(line.split("\t")) for line in ran.out.splitlines()]
    rules = list(app.url_map.iter_rules())
    core = [row for row in rows if row[3].startswith("core: ")]
    assert sorted(row[0] for row in core) == sorted(rule.rule for rule in rules)
    assert {(row[0], row[2]) for row in core} == {
        (rule.rule, str(access_of(app.view_functions[rule.endpoint]))) for rule in rules
    }
    assert all(methods and access for _, methods, access, _ in core)
    assert {row[3].partition(": ")[0] for row in rows} <= {"core", "plugin"}


def test_the_addresses_of_plugins_are_listed_with_methods_access_and_owner(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", ROUTES)
    bring_in()

    rows = [row for row in rows_of_plugins() if row[3] == "plugin: trial"]

    mount = "/regions/<region_id>/x/trial"
    assert sorted(rows) == [
        (f"{mount}/", "GET", "public", "plugin: trial"),
        (f"{mount}/dates", "GET", "region", "plugin: trial"),
        (f"{mount}/dates/<int:number>", "GET,POST", "trial.keep", "plugin: trial"),
    ]


def test_a_fresh_installation_is_well(portal: Command, instance: Path) -> None:
    ran = portal("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert [line.split() for line in ran.out.splitlines()] == [[name, "ok"] for name in CHECKS]


@pytest.mark.parametrize(
    ("statement", "check", "sentence"),
    [
        ("DELETE FROM page_revision", "content", "The toolkit is empty: run “portal content sync”."),
        ("UPDATE alembic_version_core SET version_num = '9999'", "migrations",
         "The database was made by a newer version of the portal: install that version."),
        ("UPDATE plugin SET state = 'failed', reason = 'It broke.', remedy = 'Mend it.' WHERE id = 'central'",
         "plugins", "central failed: It broke. Mend it."),
        (("INSERT INTO plugin_breaker (plugin_id, region_id, point, failures, opened_at) "
         "VALUES ('central', 'central', 'block:dates', '{}', '2026-01-01 00:00:00')"),
         "calls", "Parts of plugins that failed and are left alone for now: 1. See their incidents."),
        (("INSERT INTO plugin_event (plugin_id, region_id, name, payload, state, attempts, error, emitted_at, next_at) "
         "VALUES ('central', 'central', 'a.b', '{}', 'dead', 5, '', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"),
         "calls", "Events that could not be delivered: 1. Try them again on the plugin's page."),
        ("INSERT INTO account (email, name, is_demo, created_at) VALUES ('a@b.example', 'A', 1, '2026-01-01 00:00:00')",
         "accounts", "1 demo accounts: production does not start with them; use a fresh instance."),
    ],
)  # fmt: skip
def test_each_thing_that_is_not_well_is_a_sentence(
    portal: Command, instance: Path, statement: str, check: str, sentence: str
) -> None:
    execute(instance, statement)

    ran = portal("doctor")

    lines = {line.split()[0]: line[12:] for line in ran.out.splitlines()}
    assert (ran.code, lines.pop(check)) == (1, sentence)
    assert set(lines.values()) == {"ok"}


def test_settings_that_cannot_be_used_end_the_visit(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_PORT", "none")

    ran = portal("doctor")

    assert ran.code == 1
    assert ran.out.startswith("settings    The settings cannot be used: port: ")
    assert ran.out.count("\n") == 1


def test_a_database_without_tables_ends_the_visit(portal: Command, bare_environment: Path) -> None:
    bare_environment.mkdir(mode=0o700)

    ran = portal("doctor")

    assert ran.code == 1
    steps = len(list(migrations_folder().glob("versions/*.py")))
    assert ran.out.splitlines()[2:] == [f"migrations  {steps} pending: run “portal db upgrade”."]


def test_a_database_that_does_not_answer_ends_the_visit(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://127.0.0.1:1/portal")

    ran = portal("doctor")

    assert (ran.code, ran.out.count("\n")) == (1, 2)
    assert ran.out.splitlines()[1].startswith("database    It cannot be asked: ")


def test_an_instance_that_others_can_read_is_a_sentence(portal: Command, instance: Path) -> None:
    instance.chmod(0o755)

    ran = portal("doctor")

    assert (ran.code, ran.out.splitlines()[-1]) == (
        1,
        f"storage     Others can read {instance}: run “chmod 700” on it.",
    )


def test_plugins_are_listed_with_how_they_are(portal: Command, instance: Path) -> None:
    well = portal("plugins", "list")
    execute(
        instance, "UPDATE plugin SET state = 'failed', reason = 'It broke.', remedy = 'Mend it.' WHERE id = 'central'"
    )

    ill = portal("plugins", "list")

    rows = [line.split()[:2] for line in well.out.splitlines()]
    assert (well.code, sorted(rows)) == (
        0,
        [["on", name] for name in ("bay_area", "central", "los_angeles", "northern", "southern")],
    )
    assert ill.code == 1
    assert "              It broke. Mend it.\n" in ill.out


def test_plugins_are_brought_in_again_without_harm(portal: Command, instance: Path) -> None:
    ran = portal("plugins", "sync")

    assert (ran.code, ran.out) == (0, "Plugins: 5 on (bay_area, central, los_angeles, northern, southern)\n")


def test_a_plugin_that_cannot_be_used_is_named_and_the_others_are_brought_in(portal: Command, instance: Path) -> None:
    pack = instance / "packs" / "broken"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text('id = "broken"\n')

    ran = portal("plugins", "sync")

    assert ran.code == 0
    assert ran.out.startswith("Plugins: 5 on (")
    assert "\n  broken rejected: pack.toml: “api” is missing; " in ran.out
