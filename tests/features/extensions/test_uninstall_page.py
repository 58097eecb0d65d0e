"""The page on which a plugin is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services import switching
from tests.clients import PortalClient, text_of
from tests.features.extensions.lifecycle import BOTH, GROUND, HERE, TOOLS, titles
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

BLOCKS = "@hookimpl\ndef portal_uninstall_blockers(ctx):\n    return ['A request <b>waits</b>.']\n"
PAGE = "/admin/plugins/trial/uninstall"


@pytest.fixture
def admin(app: Flask, installer: Installer) -> PortalClient:
    """Give a statewide administrator's client; the trial plugin is on in one of two regions of another one."""
    with app.app_context():
        installer.install("ground", GROUND, regions=BOTH)
        bring_in()
        installer.install("trial", BLOCKS + TOOLS % "A scale", regions=BOTH)
        sync()
        switching.switch_on("trial", HERE, actor_id=None)
    return PortalClient(app).sign_in_as("statewide-administrator")


def test_the_page_shows_what_there_is_and_what_stands_against_it(admin: PortalClient) -> None:
    answer = admin.get(PAGE)

    assert answer.status_code == 200
    assert "<b>waits</b>" not in answer.get_data(as_text=True)
    text = text_of(answer)
    assert "Vale: A request <b>waits</b>." in text
    assert "On in Vale" in text
    assert "Uninstall Trial" in text_of(admin.get("/admin/plugins/trial"))


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 422, "Choose what should happen to what it left."),
        ({"mode": "burn"}, 422, "Not a valid choice"),
        ({"mode": "erase"}, 422, "Type the plugin's id, trial, to confirm"),
        ({"mode": "erase", "confirmation": "Trial "}, 422, "Type the plugin's id, trial, to confirm"),
        ({"mode": "erase", "confirmation": "trial"}, 409, "Trial was not uninstalled."),
    ],
)
def test_what_is_not_confirmed_is_not_done(
    app: Flask, admin: PortalClient, fields: dict[str, str], status: int, sentence: str
) -> None:
    answer = admin.post(PAGE, fields, on=PAGE)

    assert answer.status_code == status
    assert sentence in text_of(answer)
    with app.app_context():
        assert titles(HERE) == ["A scale"]


def test_erasing_with_the_id_typed_and_the_reasons_overridden_is_done(app: Flask, admin: PortalClient) -> None:
    answer = admin.post(PAGE, {"mode": "erase", "confirmation": " trial ", "override": "y"}, on=PAGE)

    assert (answer.status_code, answer.location) == (303, "/admin/plugins")
    assert "“Trial” is erased." in text_of(admin.get("/admin/plugins"))
    with app.app_context():
        assert titles(HERE) == []


def test_keeping_needs_no_typing(app: Flask, admin: PortalClient) -> None:
    answer = admin.post(PAGE, {"mode": "keep"}, on=PAGE)

    assert (answer.status_code, answer.location) == (303, "/admin/plugins/trial")
    with app.app_context():
        assert titles(HERE) == ["A scale"]


def test_a_plugin_that_is_gone_is_erased_here_too(app: Flask, admin: PortalClient, installer: Installer) -> None:
    installer.remove("trial")
    with app.app_context():
        sync()

    answer = admin.post(PAGE, {"mode": "erase", "confirmation": "trial"}, on=PAGE)

    assert answer.status_code == 303
    assert admin.get(PAGE).status_code == 404
