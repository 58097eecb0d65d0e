"""Files beside the database: in a folder, and in a store that speaks S3."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import boto3
import pytest
from moto.server import ThreadedMotoServer

from portal.foundation.errors import Conflict
from portal.infrastructure.storage import NO_ANSWER, NameTaken, Place, Storage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY, SECRET = "a key", "its secret"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Give the address of a server that speaks S3, with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-west-2"
    )
    client.create_bucket(Bucket="portal", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    yield address
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Give an empty store of each kind."""
    if request.param == "folder":
        return Storage(Place(folder=tmp_path / "files"))
    endpoint = request.getfixturevalue("s3")
    address = f"s3://portal/{tmp_path.name}"
    return Storage(Place(folder=tmp_path, address=address, endpoint=endpoint, key_id=KEY, secret=SECRET))


def test_a_file_is_given_back_as_it_was_kept(storage: Storage) -> None:
    storage.put("pictures/a.png", b"\x00\xffpoints")

    assert storage.get("pictures/a.png") == b"\x00\xffpoints"
    assert storage.get("pictures/b.png") is None


def test_a_name_is_given_once(storage: Storage) -> None:
    storage.put("pictures/a.png", b"one")

    with pytest.raises(NameTaken):
        storage.put("pictures/a.png", b"two")

    assert storage.get("pictures/a.png") == b"one"


def test_a_file_can_be_removed_and_removing_it_twice_is_no_trouble(storage: Storage) -> None:
    storage.put("a.png", b"one")

    storage.remove("a.png")
    storage.remove("a.png")

    assert storage.get("a.png") is None


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    storage = Storage(Place(folder=tmp_path / "files"))

    with pytest.raises(ValueError, match="illegal"):
        storage.get("../secret")


def test_a_store_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    storage = Storage(Place(folder=tmp_path, address="s3://portal", endpoint=nobody, key_id=KEY, secret=SECRET))

    with pytest.raises(Conflict) as refused:
        storage.put("a.png", b"one")

    assert refused.value.sentence == NO_ANSWER
