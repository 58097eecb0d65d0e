"""Every template compiles, refuses names it does not know, and holds neither script nor style."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from jinja2 import StrictUndefined

from portal.app import create_app
from tests.architecture.reading import PORTAL, files, name_of
from tests.conftest import make_settings

if TYPE_CHECKING:
    from flask import Flask

TEMPLATES = files(PORTAL, "html", "xml")
INLINE = {
    "a style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "a handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a script inside the page": re.compile(r"<script\b(?![^>]*\ssrc=)|<script\b[^>]*>\s*[^<\s]", re.IGNORECASE),
    "an address that acts": re.compile(r"javascript:", re.IGNORECASE),
    "a frame": re.compile(r"<(iframe|object|embed)\b", re.IGNORECASE),
    "text taken as it is": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}


MAY_HOLD = {"a frame": {"portal/features/families/templates/families/_player.html"}}  # put in when play is pressed


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give the portal; its templates need no database."""
    return create_app(make_settings(tmp_path_factory.mktemp("templates")))


def test_every_template_compiles(own_app: Flask) -> None:
    names = [name for name in own_app.jinja_env.list_templates() if name.endswith((".html", ".xml"))]

    for name in names:
        own_app.jinja_env.get_template(name)

    assert len(names) == len(TEMPLATES)


def test_no_two_templates_have_one_name(own_app: Flask) -> None:
    names = [file.as_posix().rpartition("/templates/")[2] for file in TEMPLATES]

    assert sorted(set(names)) == sorted(names)


def test_a_name_a_template_does_not_know_raises(own_app: Flask) -> None:
    assert issubclass(own_app.jinja_env.undefined, StrictUndefined)


def test_what_templates_show_is_escaped(own_app: Flask) -> None:
    template = own_app.jinja_env.from_string("{{ words }}")

    assert template.render(words="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("kind", INLINE)
def test_no_template_holds(kind: str) -> None:
    found = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in TEMPLATES
        if name_of(file) not in MAY_HOLD.get(kind, ())
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE[kind].search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("a style", '<p style="color: red">'), ("a style", "<style>"), ("a handler", '<p onclick="x()">'),
        ("a script inside the page", "<script>x()</script>"), ("an address that acts", '<a href="javascript:x()">'),
        ("a script inside the page", '<script src="/x.js">x()</script>'), ("a frame", '<iframe src="/">'),
        ("text taken as it is", "{{ words|safe }}"),
    ],
)  # fmt: skip
def test_the_eye_for_templates_sees(kind: str, line: str) -> None:
    assert INLINE[kind].search(line)


def test_what_is_seen_stands_in_the_order_of_the_page() -> None:
    """A piece moved by style alone jumps while the page comes in, and is read out at another place than it is seen."""
    moving = re.compile(r"[{;]\s*order\s*:|-reverse\b")

    assert [name_of(file) for file in files(PORTAL, "css") if moving.search(file.read_text(encoding="utf-8"))] == []
