"""Style, script and pictures as they are sent."""

from __future__ import annotations

import gzip
import re

import pytest

from portal.web.assets import STATIC, STYLES, Assets
from tests.clients import PortalClient


def address_of(client: PortalClient, name: str) -> str:
    found = re.search(rf'"(/static/{re.escape(name)}\?v=[0-9a-f]+)"', client.get("/").get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_address_on_pages_may_be_kept_for_a_year(client: PortalClient) -> None:
    answer = client.get(address_of(client, "portal.css"))

    assert answer.status_code == 200
    assert (answer.cache_control.public, answer.cache_control.immutable) == (True, True)
    assert answer.cache_control.max_age == 31536000


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000", "?v=x&v=y"])
def test_an_address_with_another_mark_is_not_kept(client: PortalClient, query: str) -> None:
    answer = client.get(f"/static/portal.css{query}")

    assert answer.status_code == 200
    assert not answer.cache_control.immutable
    assert not answer.cache_control.max_age


def test_the_style_is_its_layers_in_order(client: PortalClient) -> None:
    style = client.get("/static/portal.css").get_data(as_text=True)

    places = [style.index((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8")) for name in STYLES]
    assert places == sorted(places)


def test_the_mark_is_that_of_the_content() -> None:
    marks = {name: Assets().url(name) for name in ("portal.css", "img/mark.svg", "js/portal.js")}

    assert marks == {name: Assets().url(name) for name in marks}
    assert len({url.partition("?")[2] for url in marks.values()}) == 3
    with pytest.raises(KeyError):
        Assets().url("nothing.css")


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*"])
def test_who_takes_gzip_gets_it(client: PortalClient, accepted: str) -> None:
    plain = client.get("/static/portal.css")

    packed = client.get("/static/portal.css", headers={"Accept-Encoding": accepted})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_who_does_not_gets_it_plain(client: PortalClient, accepted: str) -> None:
    answer = client.get("/static/portal.css", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"@layer") or b"@layer" in answer.data


@pytest.mark.parametrize("accepted", ["gzip", ""])
def test_who_has_it_gets_nothing(client: PortalClient, accepted: str) -> None:
    headers = {"Accept-Encoding": accepted}
    first = client.get("/static/portal.css", headers=headers)

    same = client.get("/static/portal.css", headers=headers | {"If-None-Match": first.headers["ETag"]})
    other = client.get("/static/portal.css", headers=headers | {"If-None-Match": '"other"'})

    assert (same.status_code, same.data, other.status_code) == (304, b"", 200)


def test_files_come_with_their_own_types(client: PortalClient) -> None:
    found = {name: client.get(f"/static/{name}").mimetype for name in ("portal.css", "img/mark.svg", "js/portal.js")}

    assert found == {"portal.css": "text/css", "img/mark.svg": "image/svg+xml", "js/portal.js": "text/javascript"}


def test_every_file_of_the_folder_is_sent_as_it_is(client: PortalClient) -> None:
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        answer = client.get(f"/static/{file.relative_to(STATIC).as_posix()}")

        assert (answer.status_code, answer.data) == (200, file.read_bytes())


@pytest.mark.parametrize(
    "path",
    ["../assets.py", "..%2fassets.py", "%2e%2e/assets.py", "%2e%2e%2fassets.py", "..%5cassets.py", "..\\assets.py",
     "....//assets.py", "img/../../assets.py", "img/%2e%2e/%2e%2e/assets.py", "/etc/passwd", "%2fetc%2fpasswd",
     "portal.css%00.svg", "%252e%252e/assets.py", "css/", "", ".", "img", "portal.css/", "PORTAL.CSS"],
)  # fmt: skip
def test_nothing_but_the_folders_files_can_be_had(client: PortalClient, path: str) -> None:
    answer = client.get(f"/static/{path}")

    assert answer.status_code in {308, 400, 404}
    assert b"install_assets" not in answer.data
    assert b"root:" not in answer.data


def test_a_head_request_tells_the_size_and_sends_nothing(client: PortalClient) -> None:
    whole, head = client.get("/static/portal.css"), client.http.head("/static/portal.css")

    assert (head.status_code, head.data, head.content_length) == (200, b"", len(whole.data))
