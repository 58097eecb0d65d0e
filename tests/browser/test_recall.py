"""Journey J37: a sheet is recalled by two people, seen everywhere, refused as a file, and lifted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.pages import FAY, PIA

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

PAGE = "/toolkit/direct-practice/genogram-ecomap"
REASON = "The legend on the sheet was wrong."


def test_j37_a_recall_is_asked_for_confirmed_by_a_second_person_seen_and_lifted(visits: Visits) -> None:
    stranger = visits.open(PAGE)
    code = stranger.locator(".paper-code").inner_text()
    fay = visits.open("/admin/recalls/", person=FAY)
    fay.get_by_role("link", name="Recall a page or tool").click()
    fay.get_by_label("What is recalled").select_option("/genogram-ecomap")
    fay.get_by_label("Reason").fill(REASON)
    fay.get_by_label("What is used instead").select_option("circles")
    fay.get_by_label("Urgent").check()
    fay.get_by_role("button", name="See whom it reaches").click()
    expect(fay.get_by_role("heading", level=1)).to_have_text("Whom this recall reaches")
    expect(fay.get_by_role("region", name="What will happen")).to_contain_text("People who keep it")
    fay.get_by_role("button", name="Ask a second person to confirm").click()
    expect(fay.get_by_role("main")).to_contain_text("A second person has to confirm it")
    expect(fay.get_by_role("button", name="Confirm the recall")).to_have_count(0)
    recall = fay.url
    stranger.reload()
    expect(stranger.get_by_role("main")).not_to_contain_text(REASON)

    pia = visits.open(recall, person=PIA)
    pia.get_by_role("button", name="Confirm the recall").click()
    expect(pia.get_by_role("status")).to_contain_text("is recalled")

    stranger.reload()
    expect(stranger.get_by_role("main")).to_contain_text("Recalled: please do not use this")
    expect(stranger.get_by_role("main")).to_contain_text(REASON)
    expect(stranger.get_by_role("link", name="PDF")).to_have_count(0)
    refused = stranger.request.get(f"{PAGE}.pdf")
    assert refused.status == 410
    assert REASON in refused.text()
    stranger.goto("/toolkit/direct-practice/")
    expect(stranger.locator(".row-title", has_text="Recalled")).to_have_count(1)
    stranger.goto(f"/c/{code}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Please do not use this sheet")
    expect(stranger.get_by_role("main")).to_contain_text(REASON)

    pia.get_by_label("Why it can be used again").fill("The legend was right.")
    pia.get_by_role("button", name="Let it be used again").click()
    expect(pia.get_by_role("status")).to_contain_text("can be used again")
    stranger.goto(PAGE)
    expect(stranger.get_by_role("main")).not_to_contain_text("Recalled")
    fay.goto("/admin/audit")
    for deed in ("Recall asked for", "Recall confirmed", "Recall lifted"):
        expect(fay.get_by_role("main")).to_contain_text(deed)
