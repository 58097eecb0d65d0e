"""The registry is built anew once for each later number, and reads only files that changed."""

from __future__ import annotations

import io
import os
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from portal.features.extensions.services import applying, packs
from portal.plugin_host import digests
from portal.plugin_host.host import PluginHost, get_host
from portal.plugin_host.registry import EMPTY, Registry
from tests import packs as made
from tests.plugins import bring_in

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer


class Counting(PluginHost):
    """Notes for which number it builds; `pause` and `started` let a test look at it meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.built: list[int] = []
        self.started, self.pause = Event(), Event()
        self.pause.set()

    def _build(self, number: int) -> Registry:
        self.built.append(number)
        self.started.set()
        assert self.pause.wait(10)
        return Registry(number=number)


def test_a_request_that_asks_late_for_an_earlier_number_gets_what_there_is() -> None:
    host = Counting()

    given = [host.registry_at(number).number for number in (5, 4, 5, 6, 5, 6)]

    assert (given, host.built) == ([5, 5, 5, 6, 6, 6], [5, 6])


def test_while_one_builds_those_that_ask_for_what_is_there_do_not_wait() -> None:
    host = Counting()
    host.registry_at(5)
    host.pause.clear()
    host.started.clear()
    builder = Thread(target=host.registry_at, args=(6,))
    builder.start()
    assert host.started.wait(10)

    meanwhile = [host.registry_at(number).number for number in (4, 5)]
    host.pause.set()
    builder.join(10)

    assert (meanwhile, host.registry.number, host.built) == ([5, 5], 6, [5, 6])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names of the files that are opened from now on; a file counts as settled at once."""
    names: list[str] = []
    really = io.open

    def noted(file: Any, *args: Any, **given: Any) -> Any:
        names.append(Path(os.fsdecode(file)).name if isinstance(file, str | os.PathLike) else "")
        return really(file, *args, **given)

    monkeypatch.setattr(io, "open", noted)
    monkeypatch.setattr(digests, "SETTLED_SECONDS", -3600.0)
    return names


def test_building_anew_reads_no_file_that_has_not_changed(
    installer: Installer, context: Flask, opened: list[str]
) -> None:
    package = installer.install("trial", "", regions=[])
    bring_in()
    applying.apply(packs.upload(made.pack(), actor_id=None), actor_id=None)
    host = get_host()
    host.registry = EMPTY
    host.registry_at(1_000)

    counts = []
    for number, text in ((1_001, ""), (1_002, "# another\n")):
        if text:
            (package / "more.py").write_text(text)
        opened.clear()
        host.registry_at(number)
        counts.append(list(opened))

    assert counts == [[], ["more.py"]]
