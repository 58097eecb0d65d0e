"""Settings: what is taken, what is refused, each refusal one sentence that names the key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.config import Settings, SettingsError, instance_folder, is_loopback, load_settings
from tests.conftest import ROOT, SECRET


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every variable of the portal away."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)


def refused(folder: Path) -> str:
    """Return the sentence with which the settings are refused."""
    with pytest.raises(SettingsError) as raised:
        load_settings(folder)
    return str(raised.value)


def write(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_empty_folder_gives_safe_settings(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)

    assert (settings.environment, settings.host, settings.port, settings.debug) == (
        "production", "127.0.0.1", 8000, False,
    )  # fmt: skip
    assert settings.database == f"sqlite:///{tmp_path / 'portal.sqlite'}"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.all_pack_folders == (tmp_path / "packs", ROOT / "plugins")


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "port = 8100\nworkers = 3\n")
    monkeypatch.setenv("PORTAL_PORT", "8200")

    settings = load_settings(tmp_path)

    assert (settings.port, settings.workers, settings.threads) == (8200, 3, 4)


def test_what_the_caller_gives_wins_over_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PORT", "8200")

    assert load_settings(tmp_path, port=8300).port == 8300


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1


def test_an_unknown_key_of_the_file_is_named(tmp_path: Path) -> None:
    sentence = refused(write(tmp_path, "prot = 8100\n"))

    assert sentence == "The settings cannot be used: prot: is not a setting of the portal."


def test_an_unknown_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PROT", "8100")

    assert refused(tmp_path) == (
        "The environment variable PORTAL_PROT is not a setting of the portal: correct or remove it."
    )


@pytest.mark.parametrize("name", ["PORTAL_INSTANCE", "PORTAL_BROWSER", "PORTAL_TEST_PG", "OTHER"])
def test_variables_for_something_else_are_let_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")

    assert load_settings(tmp_path).port == 8000


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("port", "0"), ("port", "65536"), ("port", "eighty"), ("workers", "0"), ("threads", "65"),
        ("trusted_proxies", "6"), ("debug", "perhaps"), ("environment", "live"), ("idle_minutes", "0"),
        ("session_hours", "721"), ("quick_exit_url", "javascript:x"), ("quick_exit_url", "/"),
        ("allowed_hosts", "portal.example"), ("pack_folders", "/srv/packs"),
        ("database_url", "mysql://x"), ("database_url", "portal.sqlite"), ("base_url", "portal.example"),
        ("base_url", "ftp://portal.example"), ("base_url", "https://portal.example/sop"),
        ("base_url", "https://portal.example?a=1"), ("base_url", "https://portal.example#a"),
        ("base_url", "https://me:pass@portal.example"), ("base_url", "https://portal.example:eighty"),
        ("base_url", "https://[portal"), ("base_url", "https://"), ("secret_key", "too short"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.setenv(f"PORTAL_{key.upper()}", value)

    sentence = refused(tmp_path)

    assert sentence.startswith(f"The settings cannot be used: {key}: ")
    assert "\n" not in sentence
    assert sentence.endswith(".")


def test_every_bad_value_is_told_at_once(tmp_path: Path) -> None:
    sentence = refused(write(tmp_path, "port = 0\nworkers = 0\nprot = 1\n"))

    assert [key for key in ("port: ", "workers: ", "prot: ") if key not in sentence] == []


def test_a_refused_secret_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "hush-hush")

    assert "hush" not in refused(tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    sentence = refused(write(tmp_path, "port: 8100\n"))

    assert sentence.startswith(f"The file {tmp_path / 'settings.toml'} is not valid TOML: ")
    assert "line 1" in sentence


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"port = \xff\n")

    assert refused(tmp_path).startswith(f"The file {tmp_path / 'settings.toml'} is not valid TOML: ")


@pytest.mark.parametrize("environment", ["demo", "development"])
def test_demo_and_development_listen_on_loopback_only(tmp_path: Path, environment: str) -> None:
    sentence = refused(write(tmp_path, f'environment = "{environment}"\nhost = "0.0.0.0"\n'))

    assert sentence == (
        f"The settings cannot be used: host: in {environment} the portal listens on loopback only, such as 127.0.0.1."
    )


def test_production_refuses_debug(tmp_path: Path) -> None:
    assert "debug: must be off in production" in refused(write(tmp_path, "debug = true\n"))


def test_development_may_debug(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, 'environment = "development"\ndebug = true\n')).debug


def test_production_refuses_to_be_reached_without_tls(tmp_path: Path) -> None:
    sentence = refused(write(tmp_path, 'base_url = "http://portal.example"\n'))

    assert "base_url: must begin with https:// in production" in sentence


def test_production_on_every_address_must_know_its_own(tmp_path: Path) -> None:
    sentence = refused(write(tmp_path, 'host = "0.0.0.0"\n'))

    assert "base_url: must be set in production when host is not loopback" in sentence


def test_production_behind_tls_is_taken(tmp_path: Path) -> None:
    settings = load_settings(
        write(
            tmp_path,
            'host = "0.0.0.0"\nbase_url = "https://portal.example/"\nallowed_hosts = ["sop.example"]\n'
            "trusted_proxies = 1\n",
        )
    )

    assert (settings.public_url, settings.is_secure, settings.is_local) == ("https://portal.example", True, False)
    assert settings.hosts == {"portal.example", "sop.example"}


def test_the_portal_on_this_machine_answers_to_its_names(tmp_path: Path) -> None:
    assert load_settings(tmp_path).hosts == {"localhost", "127.0.0.1", "[::1]", "::1"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_only_this_machine_reaches_a_loopback_address(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.example", "portal.example"])  # noqa: S104 - refused is what is tested
def test_others_reach_any_other(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg_however_it_is_written(tmp_path: Path, scheme: str) -> None:
    settings = load_settings(write(tmp_path, f'database_url = "{scheme}://me@db.example/portal?sslmode=require"\n'))

    assert settings.database == "postgresql+psycopg://me@db.example/portal?sslmode=require"


def test_a_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = load_settings(tmp_path).secret_key.get_secret_value()
    second = load_settings(tmp_path).secret_key.get_secret_value()

    file = tmp_path / "secret_key"
    assert (second, file.read_text()) == (first, first)
    assert len(first) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_folders_have_two_secret_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        keys.add(load_settings(tmp_path / name).secret_key.get_secret_value())

    assert len(keys) == 2


def test_a_secret_key_that_is_given_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)

    assert load_settings(tmp_path).secret_key.get_secret_value() == SECRET
    assert not (tmp_path / "secret_key").exists()


def test_a_kept_secret_key_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")

    assert refused(tmp_path) == (
        f"secret_key: the file {tmp_path / 'secret_key'} holds too short a key; delete it to have a new one made."
    )


def test_the_secret_key_is_not_shown_with_the_settings() -> None:
    settings = Settings(instance=Path("/nowhere"), secret_key=SECRET)  # type: ignore[arg-type]  # pydantic makes it a secret

    assert SECRET not in repr(settings)


def test_a_missing_instance_folder_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "instance"

    assert refused(folder) == f"There is no instance folder {folder}: run “portal init” to make one."


def test_a_file_in_the_instance_folders_place_is_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.write_text("")

    assert refused(folder) == f"There is no instance folder {folder}: run “portal init” to make one."


def test_an_instance_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):  # the administrator may write anywhere; be told otherwise, as others are
        monkeypatch.setattr(os, "access", lambda *_: False)

    sentence = refused(tmp_path)

    tmp_path.chmod(0o700)
    assert sentence == f"The instance folder {tmp_path} cannot be written: give its owner this account."


def test_the_instance_folder_is_the_one_named_or_lies_where_the_command_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unnamed = instance_folder()
    monkeypatch.setenv("PORTAL_INSTANCE", "kept")

    assert (unnamed, instance_folder()) == (tmp_path / "instance", tmp_path / "kept")
