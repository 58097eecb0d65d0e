"""The public compliance tester of SCIM 2.0 finds nothing to complain about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from tests.features.directories.conftest import DirectoryClient


def test_the_compliance_tester_passes(app: Flask, butte: DirectoryClient) -> None:
    from scim2_client.engines.wsgi import WSGISCIMClient  # noqa: PLC0415 - seconds of import for one test
    from scim2_tester import Status, check_server  # noqa: PLC0415 - as above

    headers = {"Authorization": f"Bearer {butte.token}"}
    client = WSGISCIMClient(app, base_url="http://localhost/scim/v2", headers=headers)

    results = check_server(client)

    bad = [f"{one.title}: {one.reason}" for one in results if one.status not in {Status.SUCCESS, Status.COMPLIANT}]
    assert bad == []
    assert Counter(one.status for one in results)[Status.SUCCESS] > 30
