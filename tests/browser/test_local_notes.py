"""Journey J19: statewide text moves under a region's note, and its editor looks at both again."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from portal.app import create_app
from portal.config import load_settings
from portal.foundation.database import db
from tests.browser.pages import BEN, NAT
from tests.features.upkeep.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Visits

DEE = "dee@central.example"
PAGE, BOARD = "/toolkit/direct-practice/circles", "/admin/upkeep/?kind=notes"
WORDS = "In our counties the network is asked first."
CHANGED = "Statewide text changed, please check"


@contextmanager
def beside(instance: Path, address: str) -> Iterator[None]:
    """Stand beside the running portal, where statewide editors write."""
    app = create_app(load_settings(instance, environment="demo", base_url=address))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_j19_a_note_stays_and_is_marked_for_its_editor_who_confirms_it(
    visits: Visits, instance: Path, address: str
) -> None:
    dee = visits.open(PAGE, person=DEE)
    dee.get_by_role("link", name="Central, below the text").click()
    dee.get_by_label("Your note").fill(WORDS)
    dee.get_by_role("button", name="Save the note").click()
    expect(dee.get_by_role("status")).to_contain_text("Saved.")

    with beside(instance, address):
        rewrite("circles", "## Steps", "## Steps\n\nAsk who comes first.")

    ben, nat = visits.open(PAGE, person=BEN), visits.open(PAGE, person=NAT)
    expect(ben.get_by_role("complementary", name="Note of Central Region")).to_contain_text(WORDS)
    expect(ben.get_by_role("main")).not_to_contain_text("please check")
    expect(nat.get_by_role("main")).not_to_contain_text(WORDS)

    dee.goto(BOARD)
    dee.get_by_role("link", name="Confirm or edit").first.click()
    expect(dee.get_by_role("main")).to_contain_text(CHANGED)
    expect(dee.get_by_role("region", name="Before")).not_to_contain_text("Ask who comes first.")
    expect(dee.get_by_role("region", name="After").locator("mark")).to_contain_text("Ask who comes first.")
    expect(dee.get_by_role("region", name="Your note")).to_contain_text(WORDS)

    dee.get_by_role("button", name="It still fits: confirm").click()
    expect(dee.get_by_role("status")).to_contain_text("Confirmed")
    dee.goto(BOARD)
    expect(dee.get_by_role("main")).to_contain_text("Nothing like that")
