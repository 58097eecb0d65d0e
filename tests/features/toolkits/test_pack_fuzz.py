"""Whatever stands in a pack's files, reading it returns a pack or tells faults; it never breaks."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cli.content import read_all
from portal.foundation.errors import FaultyContent
from tests.features.toolkits.packing import write_pack

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "toolkit.toml", "glossary.toml", "videos.toml", "redirects.toml", "start/index.md", "start/one.md", "more/three.md",
    "posts/news.md",
)  # fmt: skip
POST = (
    "---\ntitle: A post\ndeck: It.\npublished: 2026-11-01\nauthor: All\ntags: [a]\n---\n[x](page:one) [y](term:harm)\n"
)
TOML_VALUES = st.sampled_from([
    "5", "-1", "0", "true", "nan", "-inf", "1e400", '""', '"x"', '"²"', '"\\u0000"', '"one"', "[]", "[1]", '["x"]',
    "[[]]", "[{}]", "{}", "{a = 1}", "2026-11-01", "99999-01-01", "07:00:00", "9999-12-31T23:59:59Z", "0xffffffffffff",
    "0x" + "f" * 5000, "9" * 5000, "[" * 2000, '"""\na = 1\n[[terms]]\n"""', "'" + "x" * 400 + "'", "",
])  # fmt: skip
YAML_VALUES = st.sampled_from([
    "5", "-1", "²", "٣", "2147483648", "9" * 5000, "true", "null", "~", "", '""', "[]", "[[]]", "[one]", "{a: b}", "{",
    "[", '"', '"\\0"', '"\\ud800"', '"\\U00110000"', "&a x", "*a", "!!int x", "!x y", "|", ">\n  x", "0001-01-01",
    "9999-12-31", "99999-01-01", "2026-W01-1", "- x", "? x", "%YAML 1.1", "[" * 500, "x" * 500, "landing", "tool",
])  # fmt: skip
BODIES = st.text(st.sampled_from("ab \n#*_`[]()<>!:|-~&;\\\0%page:term:one#harm://²\u2028\ufeff" + "1"), max_size=200)
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pack"


def fresh(folder: Path) -> Path:
    """Write the pack anew and return its folder."""
    shutil.rmtree(folder, ignore_errors=True)
    write_pack(folder)
    (folder / "posts").mkdir()
    (folder / "posts" / "news.md").write_text(POST, encoding="utf-8")
    return folder


def read(folder: Path) -> None:
    """Read the pack; faults are in order, everything else is not."""
    with suppress(FaultyContent):
        read_all(folder)


def test_the_pack_that_is_broken_here_is_whole(folder: Path) -> None:
    pack, posts = read_all(fresh(folder))

    assert (len(pack.pages), len(posts)) == (5, 1)


@FUZZ
@given(name=st.sampled_from(NAMES), raw=st.binary(max_size=300))
def test_any_bytes_in_place_of_a_file(folder: Path, name: str, raw: bytes) -> None:
    (fresh(folder) / name).write_bytes(raw)

    read(folder)


@FUZZ
@given(name=st.sampled_from(NAMES), raw=st.binary(max_size=20), at=st.integers(0, 300), over=st.integers(0, 20))
def test_any_bytes_within_a_file(folder: Path, name: str, raw: bytes, at: int, over: int) -> None:
    file = fresh(folder) / name
    source = file.read_bytes()
    file.write_bytes(source[:at] + raw + source[at + over :])

    read(folder)


@FUZZ
@given(name=st.sampled_from(NAMES), which=st.integers(0, 20), data=st.data())
def test_any_value_in_place_of_a_value(folder: Path, name: str, which: int, data: st.DataObject) -> None:
    file = fresh(folder) / name
    source = file.read_text(encoding="utf-8")
    sign, values = ("=", TOML_VALUES) if name.endswith(".toml") else (":", YAML_VALUES)
    places = list(re.finditer(rf"(?m)^(\w+ ?{sign} ?)(.*)$", source))
    place = places[which % len(places)]
    value = data.draw(values)
    file.write_text(source[: place.start(2)] + value + source[place.end(2) :], encoding="utf-8")

    read(folder)


@FUZZ
@given(
    name=st.sampled_from([name for name in NAMES if name.endswith(".toml")]),
    table=st.sampled_from(["toolkit", "sections", "terms", "videos", "redirects", "other"]),
    value=TOML_VALUES,
)
def test_any_value_in_place_of_a_table(folder: Path, name: str, table: str, value: str) -> None:
    (fresh(folder) / name).write_text(f"{table} = {value}\n", encoding="utf-8")

    read(folder)


@FUZZ
@given(name=st.sampled_from([name for name in NAMES if name.endswith(".md")]), body=BODIES)
def test_any_text_in_place_of_a_text(folder: Path, name: str, body: str) -> None:
    file = fresh(folder) / name
    facts = file.read_text(encoding="utf-8").rpartition("---\n")[0]
    file.write_text(f"{facts}---\n{body}", encoding="utf-8")

    read(folder)
