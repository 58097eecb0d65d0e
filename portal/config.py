"""Settings: one frozen value, read from the instance folder and the environment."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings import SettingsError as UnreadableValue

PREFIX = "PORTAL_"
NOT_SETTINGS = {"PORTAL_INSTANCE", "PORTAL_BROWSER"}
SECRET_KEY_LENGTH = 32
CHECKOUT = Path(__file__).parents[1]


def shipped_packs() -> tuple[Path, ...]:
    """Return the folder of the packs that ship: in a checkout they lie beside the plugins with code."""
    return (CHECKOUT / "plugins",) if (CHECKOUT / "pyproject.toml").is_file() else ()


class SettingsError(Exception):
    """The settings cannot be used; the message is one sentence that names the key."""


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """What differs between installations. Every field can be set in settings.toml or as PORTAL_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    instance: Path = Field(description="The folder for everything this installation keeps.")
    environment: Literal["production", "demo", "development", "test"] = Field(
        default="production", description="What the portal is run for; demo and development listen on loopback only."
    )
    database_url: str = Field(
        default="", description="SQLAlchemy address of the database; empty for portal.sqlite in the instance folder."
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="Signs cookies; empty for the one generated into the instance folder."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the server listens on.")
    workers: int = Field(default=2, ge=1, le=64, description="Processes that answer requests.")
    threads: int = Field(default=4, ge=1, le=64, description="Requests one process answers at a time.")
    base_url: str = Field(default="", description="The portal's public address; empty for http://host:port.")
    allowed_hosts: tuple[str, ...] = Field(
        default=(), description="Host names the portal answers to besides the one in base_url."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="How many proxies in front may set X-Forwarded headers."
    )
    debug: bool = Field(default=False, description="Show faults in full; for development only.")
    strict_plugins: bool = Field(
        default=False, description="Refuse to start while a plugin that is installed cannot be used."
    )
    safe_mode: bool = Field(default=False, description="Serve without any plugin, to find out what is wrong.")
    run_jobs: bool = Field(
        default=True, description="Let “portal serve” also do the work in the background; off where “portal work” does."
    )
    local_fetch: bool = Field(
        default=False,
        description="Let feeds, jobs and county sign-ins ask this machine, without TLS; for tests only.",
    )
    pack_folders: tuple[Path, ...] = Field(
        default_factory=shipped_packs,
        description="Folders searched for packs besides packs/ in the instance folder; in a checkout, its plugins/.",
    )
    mail_host: str = Field(
        default="", description="Mail server; empty for messages written to outbox/ in the instance folder."
    )
    mail_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the way to the mail server is secured; none only on this machine."
    )
    mail_account: str = Field(default="", description="Account at the mail server, if it wants one.")
    mail_password: SecretStr = Field(default=SecretStr(""), description="Password of that account.")
    mail_sender: str = Field(
        default="SOP Regional Portal <portal@localhost>", description="From whom the portal's mail is."
    )
    storage_url: str = Field(
        default="",
        description="Where pictures are kept, such as s3://bucket/prefix; empty for files/ in the instance folder.",
    )
    storage_endpoint: str = Field(
        default="", description="Address of the store that speaks S3; empty for that of its makers."
    )
    storage_region: str = Field(default="us-west-2", description="Region of that store.")
    storage_key_id: str = Field(default="", description="Key of that store; empty for the machine's own identity.")
    storage_secret: SecretStr = Field(default=SecretStr(""), description="Secret of that key.")
    check_outside_links: bool = Field(
        default=False, description="Ask each address outside the portal that pages lead to whether it is still there."
    )
    dormant_days: int = Field(default=180, ge=30, le=3650, description="An account unused for so long is dormant.")
    dormant_notice_days: int = Field(
        default=30, ge=7, le=365, description="A dormant account is closed so long after its owner was told."
    )
    yearly_check_month: int = Field(
        default=9,
        ge=0,
        le=12,
        description="The month in which each county is asked who still belongs to it; 0 for never.",
    )
    invitations: bool = Field(
        default=True, description="Let those who look after people invite others; also a switch under People."
    )
    self_registration: bool = Field(
        default=True,
        description="Let people with an address at a county's mail domain ask for an account; also a switch.",
    )
    idle_minutes: int = Field(default=60, ge=1, le=1440, description="A session unused for so long ends.")
    shared_idle_minutes: int = Field(
        default=15, ge=1, le=1440, description="A session on a shared computer ends when unused for so long."
    )
    recovery_wait_hours: int = Field(
        default=24,
        ge=0,
        le=336,
        description="How long a confirmed request to get back in waits for its owner to object.",
    )
    require_second_factor: bool = Field(
        default=True,
        description="Let people administer only after a passkey or an app's code; the demo, with printed passwords, "
        "does without.",
    )
    review_before_publish: bool = Field(
        default=True,
        description="Let pages of the toolkit be published, withdrawn and brought back only after somebody else's "
        "review; changes of a few words need none.",
    )
    quick_exit_url: str = Field(
        default="https://www.weather.gov/",
        description="Where “Leave this page” leads on pages for families: a common page that tells nothing of them.",
    )
    video_hosts: tuple[str, ...] = Field(
        default=("www.youtube-nocookie.com", "player.vimeo.com"),
        description="Hosts that films come from once play is pressed: of players, or of files of your own.",
    )
    session_hours: int = Field(default=12, ge=1, le=720, description="A session ends after so long in any case.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what the caller gives first, then the environment, then settings.toml."""
        instance = Path(init_settings.init_kwargs["instance"])  # type: ignore[attr-defined]  # InitSettingsSource has it
        file = TomlConfigSettingsSource(settings_cls, toml_file=instance / "settings.toml")
        return init_settings, env_settings, file

    @field_validator("database_url")
    @classmethod
    def use_psycopg(cls, url: str) -> str:
        """Accept the usual postgresql:// and mean psycopg 3."""
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                url = "postgresql+psycopg://" + url.removeprefix(plain)
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("quick_exit_url")
    @classmethod
    def elsewhere(cls, url: str) -> str:
        """Accept an address of another site."""
        if not re.fullmatch(r"https://[\w.-]+\.[a-z]{2,}(/[^\s\"<>]*)?", url):
            raise ValueError("must be an address such as https://www.example.org/")
        return url

    @field_validator("video_hosts")
    @classmethod
    def plain_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        """Accept names of hosts: they become part of the content policy."""
        for host in hosts:
            if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?", host):
                raise ValueError(f"must be names of hosts such as player.vimeo.com; “{host}” is none")
        return hosts

    @field_validator("base_url")
    @classmethod
    def plain_base(cls, url: str) -> str:
        """Accept an address with a host and nothing behind it."""
        parts = urlsplit(url)
        plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
        behind = parts.path.strip("/") or parts.query or parts.fragment
        if url and (not plain or behind or parts.port == 0):
            raise ValueError("must be an address such as https://portal.example.org, with nothing after the host")
        return url.rstrip("/")

    @field_validator("storage_url")
    @classmethod
    def place_of_files(cls, url: str) -> str:
        """Accept a bucket with a prefix, and nothing else behind it."""
        parts = urlsplit(url)
        if url and (parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment):
            raise ValueError("must be an address such as s3://bucket/prefix, or empty for the instance folder")
        return url.rstrip("/")

    @model_validator(mode="after")
    def files_in_secret(self) -> Self:
        """Refuse a store of files that is reached without TLS, but on this machine."""
        parts = urlsplit(self.storage_endpoint)
        if self.storage_endpoint and parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError("storage_endpoint: must begin with https://, unless it is this machine")
        return self

    @model_validator(mode="after")
    def safe_together(self) -> Self:
        """Refuse combinations that would be unsafe."""
        if self.environment in {"demo", "development"} and not is_loopback(self.host):
            raise ValueError(f"host: in {self.environment} the portal listens on loopback only, such as 127.0.0.1")
        if self.environment == "production":
            if self.debug:
                raise ValueError("debug: must be off in production, because it shows the portal's inside to strangers")
            if self.mail_security == "none" and self.mail_host and not is_loopback(self.mail_host):
                raise ValueError("mail_security: must be starttls or tls in production, unless mail_host is local")
            if self.local_fetch:
                raise ValueError("local_fetch: must be off in production, because feeds could then ask what is inside")
            if not is_loopback(self.host) and not self.base_url:
                raise ValueError("base_url: must be set in production when host is not loopback")
            if not self.is_local and not self.is_secure:
                raise ValueError(
                    "base_url: must begin with https:// in production unless the portal serves this machine only"
                )
            if self.is_secure and not self.is_local and not self.trusted_proxies:
                raise ValueError(
                    "trusted_proxies: must be at least 1 in production with an https base_url, "
                    "because whatever speaks TLS stands in front and knows who asks"
                )
        key = self.secret_key.get_secret_value()
        if key and len(key) < SECRET_KEY_LENGTH:
            raise ValueError(f"secret_key: must have at least {SECRET_KEY_LENGTH} characters")
        return self

    @property
    def public_url(self) -> str:
        """The portal's own address, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host and not self.host.startswith("[") else self.host
        return self.base_url or f"http://{host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the portal through TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether the public address is this machine."""
        return is_loopback(urlsplit(self.public_url).hostname or "")

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Host names the portal answers to, without ports."""
        own = urlsplit(self.public_url).hostname or ""
        local = {"localhost", "127.0.0.1", "[::1]", "::1"} if self.is_local else set()
        return frozenset({own, *self.allowed_hosts} | local)

    @property
    def database(self) -> str:
        """The database's address, the embedded one when none was set."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'portal.sqlite'}"

    @property
    def all_pack_folders(self) -> tuple[Path, ...]:
        """Every folder whose subfolders may be packs."""
        return (self.instance / "packs", *self.pack_folders)

    @property
    def applied_packs(self) -> Path:
        """The folder into which applied packs are unpacked from the database."""
        return self.instance / "packs" / ".applied"


def instance_folder() -> Path:
    """Return the folder named by PORTAL_INSTANCE, or instance/ where the command was given."""
    return Path(os.environ.get("PORTAL_INSTANCE", "instance")).absolute()


def load_settings(instance: Path | None = None, **given: object) -> Settings:
    """Return the settings of an instance folder, or raise SettingsError with one sentence.

    The secret key is generated into the folder on first use, readable by its owner only.
    """
    folder = instance or instance_folder()
    check_folder(folder)
    refuse_unknown_variables()
    try:
        settings = Settings(instance=folder, **given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        raise SettingsError(sentence_of(error)) from None
    except UnreadableValue as error:
        named = re.search(r'field "(\w+)"', str(error))
        key = named[1] if named else "a variable"
        raise SettingsError(f'The settings cannot be used: {key}: must be written as a list such as ["one"].') from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {folder / 'settings.toml'} is not valid TOML: {error}.") from None
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(kept_secret(folder))})


def check_folder(folder: Path) -> None:
    """Refuse an instance folder that is missing or cannot be written."""
    if not folder.is_dir():
        raise SettingsError(f"There is no instance folder {folder}: run “portal init” to make one.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"The instance folder {folder} cannot be written: give its owner this account.")


def refuse_unknown_variables() -> None:
    """Refuse a PORTAL_ variable that is no setting: a misspelt one would be ignored in silence."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | NOT_SETTINGS
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.upper() not in known and not name.startswith("PORTAL_TEST_"):
            raise SettingsError(
                f"The environment variable {name} is not a setting of the portal: correct or remove it."
            )


def kept_secret(folder: Path) -> str:
    """Return the folder's secret key, making it on first use with owner-only permission."""
    file = folder / "secret_key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SECRET_KEY_LENGTH:
        raise SettingsError(f"secret_key: the file {file} holds too short a key; delete it to have a new one made.")
    return key


def sentence_of(error: ValidationError) -> str:
    """Return one sentence for all that pydantic found, each fault with its key."""
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part) for part in fault["loc"])
        reason = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            reason = "is not a setting of the portal"
        found.append(f"{key}: {reason}" if key else reason)
    return f"The settings cannot be used: {'; '.join(found)}."
