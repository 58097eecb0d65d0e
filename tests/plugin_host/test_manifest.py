"""A plugin's manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.foundation.errors import FaultyContent
from portal.plugin_host.manifest import Incompatible, Manifest, line_of, read_manifest
from tests.plugins import MANIFEST, write_manifest


def faults(file: Path) -> list[str]:
    """Return the faults of a manifest, as they are told."""
    with pytest.raises(FaultyContent) as raised:
        read_manifest(file)
    return [str(fault) for fault in raised.value.faults]


def test_a_manifest_in_order_is_read(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml", content="content", needs=["tools", "posts"])

    assert read_manifest(file) == Manifest(
        id="trial",
        name="Trial",
        version="1.0.0",
        description="A plugin for tests.",
        kind="code",
        scope="region",
        api="1",
        contact="web@trial.example",
        regions=("trial",),
        needs=("tools", "posts"),
        content="content",
    )


def test_a_missing_manifest_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path / "pack.toml") == ["pack.toml: the manifest is missing"]


def test_a_manifest_that_is_no_toml_is_a_fault_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text('id = "a"\nname "b"\n')

    [fault] = faults(file)

    assert fault.startswith("pack.toml:2: not valid TOML: ")


def test_a_manifest_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_bytes(b'id = "a"\n\xff\xfe\x00\n')

    [fault] = faults(file)

    assert fault.startswith("pack.toml:2: not valid TOML: ")


def test_a_manifest_that_is_too_large_is_a_fault(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml", description="x" * 64 * 1024)

    assert faults(file) == ["pack.toml: the manifest is larger than 64 KiB"]


def test_a_manifest_nested_too_deeply_is_a_fault(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml")
    file.write_text(file.read_text() + "quality = {a = {b = {c = {d = 1}}}}\n")

    assert faults(file) == ["pack.toml: the manifest is nested too deeply"]


def test_a_manifest_nested_beyond_measure_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(f"needs = {'[' * 20000}{']' * 20000}\n")

    [fault] = faults(file)

    assert fault.startswith("pack.toml: not valid TOML")


def test_an_unknown_key_is_a_fault_at_its_line_that_names_the_nearest(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml", homepgae="x")

    assert faults(file) == ["pack.toml:11: “homepgae” is not a key of a manifest (did you mean “homepage”?)"]


def test_every_missing_key_is_named(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml", **dict.fromkeys(MANIFEST))

    assert faults(file) == [
        f"pack.toml: “{key}” is missing"
        for key in sorted(
            ("id", "name", "version", "description", "kind", "scope", "api", "contact", "personal_data"),
        )
    ]


@pytest.mark.parametrize("key", ["id", "name", "version", "description", "kind", "scope", "api", "contact", "content"])
def test_a_text_must_be_a_text(tmp_path: Path, key: str) -> None:
    file = write_manifest(tmp_path / "pack.toml", **{key: 1})

    assert [fault.partition(": ")[2] for fault in faults(file)] == [f"“{key}” must be a text"]


@pytest.mark.parametrize("key", ["needs", "regions", "depends", "conflicts", "capabilities", "public"])
@pytest.mark.parametrize("value", ["tools", [1]])
def test_a_list_must_be_a_list_of_texts(tmp_path: Path, key: str, value: object) -> None:
    file = write_manifest(tmp_path / "pack.toml", **{key: value})

    assert [fault.partition(": ")[2] for fault in faults(file)] == [f"“{key}” must be a list of texts"]


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("id", "Trial", "“id” must be 3 to 31 lower-case letters, digits or underscores, beginning with a letter"),
        ("id", "ab", "“id” must be 3 to 31 lower-case letters, digits or underscores, beginning with a letter"),
        ("id", "../etc", "“id” must be 3 to 31 lower-case letters, digits or underscores, beginning with a letter"),
        ("id", "a" * 32, "“id” must be 3 to 31 lower-case letters, digits or underscores, beginning with a letter"),
        ("version", "1.0", "“version” must be three numbers such as 1.0.0"),
        ("version", "1.0.00", "“version” must be three numbers such as 1.0.0"),
        ("name", "", "“name” must have 1 to 60 characters"),
        ("name", "x" * 61, "“name” must have 1 to 60 characters"),
        ("kind", "codes", "“kind” must be one of pack, code (did you mean “code”?)"),
        ("scope", "state", "“scope” must be one of region, statewide, both (did you mean “statewide”?)"),
        ("personal_data", "some", '“personal_data” must be "none" or a table that says what and why'),
        ("regions", ["Trial"], "“Trial” is not a region's key"),
    ],
)
def test_a_bad_value_is_a_fault_at_its_line(tmp_path: Path, key: str, value: object, reason: str) -> None:
    file = write_manifest(tmp_path / "pack.toml", **{key: value})

    assert faults(file) == [f"pack.toml:{list(MANIFEST).index(key) + 1}: {reason}"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    file = write_manifest(tmp_path / "pack.toml", id="A", version="one", kind="zip")

    assert [fault.split(":")[1] for fault in faults(file)] == ["1", "3", "5"]


@pytest.mark.parametrize("version", ["0.0.1", "10.20.30", "1.0.0-rc.1", "1.0.0+build.5", "1.0.0-a+b"])
def test_versions_are_semantic(tmp_path: Path, version: str) -> None:
    assert read_manifest(write_manifest(tmp_path / "pack.toml", version=version)).version == version


def test_a_manifest_for_another_api_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(Incompatible, match="It was written for API 2; this portal supports 1"):
        read_manifest(write_manifest(tmp_path / "pack.toml", api="2"))


def test_a_need_the_portal_lacks_does_not_fit_and_is_named(tmp_path: Path) -> None:
    with pytest.raises(Incompatible) as raised:
        read_manifest(write_manifest(tmp_path / "pack.toml", needs=["tool", "telepathy", "posts"]))

    assert str(raised.value) == "It needs what this portal does not have: “tool” (did you mean “tools”?), “telepathy”."


def test_a_keys_line_is_found_however_it_is_written() -> None:
    source = '# id\n"id" = "a"\n  name="b"\n[quality]\n[[counties]]\npersonal_data.what = "x"\n'

    lines = [line_of(source, key) for key in ("id", "name", "quality", "counties", "personal_data", "none")]

    assert lines == [2, 3, 4, 5, 6, 0]
