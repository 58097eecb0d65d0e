"""Fetching from the web inside a job: only from the hosts that the plugin's manifest names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.infrastructure.fetch.client import Fetched, fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.plugin_host.manifest import Manifest

NET = "net:"


class Http:
    """The web, as far as a plugin may reach it: hosts it names as “net:<host>”, public addresses, TLS, 5 MB, 15 s.

    What the job wrote before is kept first: nobody waits for another host while all others wait to write.
    """

    def __init__(self, hosts: frozenset[str], keep: Callable[[], None], *, is_local_allowed: bool) -> None:
        self._hosts, self._keep, self._is_local_allowed = hosts, keep, is_local_allowed

    def get(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """Return what an https address gives, or raise FetchFault with a sentence.

        `etag` and `modified` are the marks of the last answer; with them, what has not changed is not sent again.
        """
        self._keep()
        return fetch(url, hosts=self._hosts, etag=etag, modified=modified, is_local_allowed=self._is_local_allowed)


def hosts_of(manifest: Manifest | None) -> frozenset[str]:
    """Return the hosts a manifest names."""
    named = manifest.capabilities if manifest else ()
    return frozenset(text.removeprefix(NET) for text in named if text.startswith(NET))
