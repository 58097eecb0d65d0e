"""The front pages."""

from __future__ import annotations

from tests.clients import PortalClient, text_of


def test_a_worker_lands_on_the_home_of_the_countys_main_region(client: PortalClient) -> None:
    client.sign_in_as("worker", county="Butte")

    answer = client.get("/")

    assert (answer.status_code, answer.location) == (303, "/regions/northern/")


def test_a_stranger_sees_the_public_home(client: PortalClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Safety Organized Practice, close at hand" in text_of(answer)
    assert "Set-Cookie" not in answer.headers
