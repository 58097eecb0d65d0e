"""Conformance, parts B and E: what people change, hide and keep, and what plugins may say about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.services import items as editing
from portal.features.extensions.services import uninstalling
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_tools
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import activation
from portal.plugin_host.models import Incident, PluginRecord
from portal.plugin_host.shelf import Shelved, get_item
from tests.clients import PortalClient, text_of
from tests.features.extensions.lifecycle import GROUND, HERE, THERE
from tests.features.extensions.test_items import save
from tests.plugins import bring_in, switch_on, sync

if TYPE_CHECKING:
    from flask import Flask
    from time_machine import TimeMachineFixture

    from tests.plugins import Installer

ITEM = f"/admin/plugins/items/{HERE}/tools/one"


def ships(*tools: str) -> str:
    """Return the code of a plugin of both regions that ships these tools: key, or key and title."""
    made = ", ".join(
        f"tool({key!r}, title={title or key!r})" for key, _, title in (one.partition("=") for one in tools)
    )
    return f"{GROUND}\n@hookimpl\ndef portal_tools(ctx):\n    return [{made}]\n"


def validator(body: str, *, is_required: bool) -> str:
    """Return the code of a plugin with one tool and a validator that does this."""
    lines = body.replace("\n", "\n    ")
    return ships("one") + (
        f"def look(ctx, draft):\n    {lines}\n\n@hookimpl\ndef portal_validators(ctx):\n"
        f"    return [Validator(id='words', label='Kind words', check=look, is_required={is_required})]\n"
    )


def shown(region: str = HERE) -> dict[str, str]:
    """Return the titles of a region's tools by their keys, as pages show them."""
    return {tool.id: tool.title for tool in list_tools(region)}


def held(key: str = "one", region: str = HERE) -> Shelved:
    """Return a tool as it stands."""
    return get_item(region, "tools", key)


def edit(key: str, title: str) -> None:
    """Let somebody change a tool's title."""
    with transaction():
        stamp = editing.stamp_of(held(key).item)
        editing.edit_item((HERE, "tools", key), {"title": title}, stamp=stamp, note="", actor_id=None)


@pytest.fixture
def editor(context: Flask, installer: Installer) -> PortalClient:
    """Give a client that signs in as an editor once the regions are there."""
    return PortalClient(context)


def test_c88_what_a_region_deleted_does_not_come_back_by_an_upgrade_or_a_reinstall(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", ships("one", "two"), regions=[HERE, THERE])
    bring_in()
    with transaction():
        editing.hide_item((HERE, "tools", "one"), actor_id=None)

    installer.replace("trial", ships("one=Newer", "two"), regions=[HERE, THERE], version="2.0.0")
    sync()
    upgraded = shown()
    installer.remove("trial")
    sync()
    installer.install("trial", ships("one=Newest", "two"), regions=[HERE, THERE], version="3.0.0")
    sync()

    assert list(upgraded) == list(shown()) == ["two"]
    assert list(shown(THERE)) == ["one", "two"]
    with transaction():
        editing.restore_item((HERE, "tools", "one"), actor_id=None)
    assert shown() == {"one": "Newest", "two": "two"}


def test_c88_what_a_region_deleted_stays_so_when_what_was_kept_of_the_plugin_is_taken_up_again(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", ships("one", "two"), regions=[HERE, THERE])
    bring_in()
    with transaction():
        editing.hide_item((HERE, "tools", "one"), actor_id=None)

    uninstalling.uninstall("trial", mode="keep", actor_id=None)
    sync()
    gone = shown()
    switch_on("trial", HERE)

    assert (gone, shown()) == ({}, {"two": "two"})


def test_c89_what_a_new_version_drops_is_gone_if_nobody_edited_it_and_adopted_if_somebody_did(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", ships("one", "two", "three"), regions=[HERE, THERE])
    bring_in()
    edit("one", "Our words")

    installer.replace("trial", ships("three"), regions=[HERE, THERE], version="2.0.0")
    sync()

    assert shown() == {"one": "Our words", "three": "three"}
    assert shown(THERE) == {"three": "three"}
    assert (held("one").item.is_adopted, held("two").item.is_gone) == (True, True)
    with transaction():
        editing.restore_item((HERE, "tools", "two"), actor_id=None)
    assert list(shown()) == ["one", "three", "two"]


def test_c89_what_was_dropped_can_be_had_back_for_ninety_days(
    context: Flask, installer: Installer, time_machine: TimeMachineFixture
) -> None:
    installer.install("trial", ships("one", "two"), regions=[HERE, THERE])
    bring_in()
    installer.replace("trial", ships("two"), regions=[HERE, THERE], version="2.0.0")
    sync()
    start = now()

    time_machine.move_to(start + timedelta(days=89))
    sync()
    still = db.session.scalars(select(RegionTool.key).where(RegionTool.key == "one")).all()
    time_machine.move_to(start + timedelta(days=91))
    sync()

    assert still == ["one", "one"]
    assert db.session.scalars(select(RegionTool.key).where(RegionTool.key == "one")).all() == []


def test_c89_an_upgrade_keeps_a_local_rename_and_brings_the_rest(context: Flask, installer: Installer) -> None:
    installer.install("trial", ships("one"), regions=[HERE, THERE])
    bring_in()
    edit("one", "Our words")

    installer.replace("trial", ships("one=Theirs"), regions=[HERE, THERE], version="2.0.0")
    sync()

    assert (shown(), shown(THERE)) == ({"one": "Our words"}, {"one": "Theirs"})
    assert held().item.waiting == {"title": "Theirs"}


def test_c89_switching_off_drops_nothing(context: Flask, installer: Installer) -> None:
    installer.install("trial", ships("one"), regions=[HERE, THERE])
    bring_in()
    with transaction():
        activation.put_off("trial", HERE)
    sync()

    assert not held().item.is_dropped
    with transaction():
        activation.put_on("trial", HERE)
    assert shown() == {"one": "one"}


def test_a_key_that_another_plugin_has_stays_with_it_and_the_later_item_gets_a_number(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", ships("one=First"), regions=[HERE, THERE])
    bring_in()
    other = ships("one=Second").replace(GROUND, "")
    installer.install("another", other, regions=[HERE])
    bring_in()
    switch_on("another", HERE)

    assert shown() == {"one": "First", "one-2": "Second"}
    remark = db.session.get_one(PluginRecord, "another", populate_existing=True).reason
    assert remark == "Its “one” is “one-2” in vale: trial has one of that name there."
    assert (
        "Its “one” is “one-2” in vale: trial has one of that name there."
        in db.session.get_one(PluginRecord, "another").reason
        or held("one-2").row.shipped_key == "one"
    )
    installer.replace("another", other.replace("Second", "Better"), regions=[HERE], version="2.0.0")
    sync()
    assert shown() == {"one": "First", "one-2": "Better"}


def test_rows_from_before_take_the_first_shipped_as_their_base(context: Flask, installer: Installer) -> None:
    installer.install("trial", ships("one"), regions=[HERE, THERE])
    bring_in()
    with transaction():
        held().row.shipped = {}

    installer.replace("trial", ships("one=Newer"), regions=[HERE, THERE], version="2.0.0")
    sync()

    assert (shown(), held().item.edited, held().item.waiting) == ({"one": "Newer"}, (), {})


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        ("raise RuntimeError('no luck')", False),
        ("raise SystemExit(3)", False),
        ("return ['unkind']", False),
        ("return 7", False),
        ("import time\ntime.sleep(1.5)", False),
        ("yield Problem('title', 'Say it kindly.')\nraise RuntimeError('later')", False),
        ("return [Problem('title', 'Say it kindly.')]", True),
    ],
)
def test_c41_a_required_validator_that_fails_or_minds_keeps_a_draft_from_being_saved(
    editor: PortalClient, installer: Installer, body: str, *, is_told: bool
) -> None:
    installer.install("trial", validator(body, is_required=True), regions=[HERE, THERE])
    bring_in()
    editor.sign_in_as("regional-editor", region=HERE)

    answer = save(editor, ITEM, title="What I typed")

    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="What I typed"' in answer.get_data(as_text=True)
    assert shown() == {"one": "one"}
    if is_told:
        assert "Say it kindly." in page
    else:
        assert "“Kind words” of Trial must look at it first, and could not." in page
        assert "reference" in page
        noted = db.session.scalars(select(Incident.point).where(Incident.plugin_id == "trial")).all()
        assert noted == ["validator:words"]


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("raise RuntimeError('no luck')", "“Kind words” of Trial could not look at it. It was saved all the same."),
        ("return [Problem('title', 'Say it kindly.')]", "Kind words: Say it kindly."),
        ("return None", ""),
    ],
)
def test_c41_an_optional_validator_that_fails_or_minds_is_heard_and_the_draft_saved(
    editor: PortalClient, installer: Installer, body: str, warning: str
) -> None:
    installer.install("trial", validator(body, is_required=False), regions=[HERE, THERE])
    bring_in()
    editor.sign_in_as("regional-editor", region=HERE)

    answer = save(editor, ITEM, title="What I typed")

    page = text_of(editor.get(ITEM))
    assert answer.status_code == 303
    assert "Saved." in page
    assert warning in page
    assert ("notice-warning" in editor.get(ITEM).get_data(as_text=True)) is False  # it is said once
    assert shown() == {"one": "What I typed"}


def test_c41_a_validator_sees_the_draft_and_only_the_kinds_it_names(editor: PortalClient, installer: Installer) -> None:
    looking = validator("return [Problem('summary', f'{draft.title} in {ctx.region.id}')]", is_required=True)
    installer.install("trial", looking, regions=[HERE, THERE])
    deaf = ships().replace(GROUND, "") + (
        "@hookimpl\ndef portal_validators(ctx):\n"
        "    return [Validator(id='all', label='All', check=lambda ctx, draft: 1 / 0, kinds=('posts',))]\n"
    )
    installer.install("another", deaf, regions=[HERE])
    bring_in()
    editor.sign_in_as("regional-editor", region=HERE)

    page = text_of(save(editor, ITEM, title="What I typed"))

    assert "What I typed in vale." in page
    assert db.session.scalars(select(Incident)).all() == []


def test_c41_a_validator_of_an_unknown_kind_is_a_fault_of_the_plugin(context: Flask, installer: Installer) -> None:
    code = validator("return None", is_required=True).replace("is_required=True", "kinds=('tool',)")
    installer.install("trial", code, regions=[HERE, THERE])
    bring_in()

    record = db.session.get_one(PluginRecord, "trial")

    assert record.state == "failed"
    assert "Its validator “words” names the kind “tool” (did you mean “tools”?)." in record.reason
