"""Files the portal keeps beside the database: in a folder, or in a store that speaks S3. A name is written once."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.foundation.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)
ANSWERS_WITHIN = "10s"
NO_ANSWER = "The place where the portal keeps its files does not answer. Try again later; nothing was changed."


class NameTaken(Exception):
    """A file of this name is already kept; a name is never given to another file."""


@contextmanager
def told() -> Iterator[None]:
    """Refuse with a sentence where the store does not answer, or does not let us in."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 - loaded where a file is asked for

    try:
        yield
    except BaseError as error:
        log.warning("The store of files cannot be used: %s", str(error).partition("\n")[0][:300])
        raise Conflict(NO_ANSWER) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are kept: a folder, or with an address such as s3://bucket/prefix a store that speaks S3.

    Without a key the machine's own identity is used, as the store's makers intend.
    """

    folder: Path
    address: str = ""
    endpoint: str = ""
    region: str = "us-west-2"
    key_id: str = ""
    secret: str = ""


class Storage:
    """Keeps files by name."""

    def __init__(self, place: Place) -> None:
        self._store: Any = open_store(place)

    def put(self, name: str, data: bytes) -> None:
        """Keep a file under a name that no other has."""
        import obstore  # noqa: PLC0415 - loaded where a file is asked for

        with told():
            try:
                obstore.put(self._store, name, data, mode="create")
            except obstore.exceptions.AlreadyExistsError:
                raise NameTaken(name) from None

    def get(self, name: str) -> bytes | None:
        """Return a file, None if there is none of that name."""
        import obstore  # noqa: PLC0415 - loaded where a file is asked for

        with told():
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def remove(self, name: str) -> None:
        """Remove a file; one that is not there is no trouble."""
        import obstore  # noqa: PLC0415 - loaded where a file is asked for

        with told(), suppress(FileNotFoundError):
            obstore.delete(self._store, name)


def open_store(place: Place) -> Any:
    """Return the store of a place."""
    from obstore.store import LocalStore, S3Store  # noqa: PLC0415 - loaded where a file is asked for

    if not place.address:
        return LocalStore(prefix=place.folder, mkdir=True)
    parts = urlsplit(place.address)
    given = {
        "endpoint": place.endpoint,
        "access_key_id": place.key_id,
        "secret_access_key": place.secret,
        "region": place.region,
    }
    config: Any = {name: value for name, value in given.items() if value}
    is_open = place.endpoint.startswith("http://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={"allow_http": is_open, "timeout": ANSWERS_WITHIN},
    )
