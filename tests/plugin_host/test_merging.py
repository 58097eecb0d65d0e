"""What becomes of an item when its plugin ships another version and people changed it here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.plugin_host import merging
from portal.plugin_host.merging import Item, Values

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
FIELDS = ("title", "body", "topics")
WORDS = st.sampled_from(["a", "b", "c", ""]) | st.lists(st.sampled_from(["x", "y"]), max_size=2)
VALUES = st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS))
CHANGES = st.dictionaries(st.sampled_from(FIELDS), WORDS)


def item(base: str, local: str, **standing: object) -> Item:
    """Return an item of one field."""
    return Item(base={"title": base}, local={"title": local}, **standing)  # type: ignore[arg-type]  # they are right


@pytest.mark.parametrize(
    ("before", "shipped", "after"),
    [
        (item("one", "one"), "one", item("one", "one")),  # nobody changed anything
        (item("one", "one"), "two", item("two", "two")),  # the plugin did
        (item("one", "ours"), "one", item("one", "ours")),  # people did
        (item("one", "two"), "two", item("two", "two")),  # both did, to the same
        (item("one", "ours"), "two", item("one", "ours", waiting={"title": "two"})),  # both did, each its own
    ],
)
def test_each_row_of_the_table(before: Item, shipped: str, after: Item) -> None:
    assert merging.shipped_again(before, {"title": shipped}) == after


@given(VALUES, VALUES, VALUES)
def test_every_field_is_decided_by_itself(base: Values, local: Values, shipped: Values) -> None:
    after = merging.shipped_again(Item(base=base, local=local), shipped)

    for name in FIELDS:
        is_edited, is_newer = local[name] != base[name], shipped[name] != base[name]
        is_clash = is_edited and is_newer and local[name] != shipped[name]
        assert after.local[name] == (local[name] if is_edited else shipped[name])
        assert after.waiting.get(name) == (shipped[name] if is_clash else None)
        assert after.base[name] == (base[name] if is_clash else shipped[name])


@given(VALUES, VALUES, VALUES)
def test_the_same_once_more_changes_nothing(base: Values, local: Values, shipped: Values) -> None:
    once = merging.shipped_again(Item(base=base, local=local), shipped)

    assert merging.shipped_again(once, shipped) == once


def test_a_local_rename_survives_while_a_correction_of_another_field_arrives() -> None:
    before = Item(base={"title": "Map", "body": "Wrods."}, local={"title": "Our map", "body": "Wrods."})

    after = merging.shipped_again(before, {"title": "Map", "body": "Words."})

    assert after.local == {"title": "Our map", "body": "Words."}
    assert after.waiting == {}


def test_a_row_from_before_takes_the_first_shipped_as_its_base_and_is_not_edited() -> None:
    after = merging.shipped_again(Item(base={}, local={"title": "Old"}), {"title": "New", "body": "Words"})

    assert after.local == after.base == {"title": "New", "body": "Words"}
    assert after.edited == ()


def test_what_waits_goes_when_the_plugin_takes_it_back() -> None:
    clash = merging.shipped_again(item("one", "ours"), {"title": "two"})

    after = merging.shipped_again(clash, {"title": "one"})

    assert after == item("one", "ours")


def test_one_click_takes_theirs_and_another_brings_ours_back() -> None:
    clash = merging.shipped_again(item("one", "ours"), {"title": "two"})

    taken = merging.theirs_taken(clash, {"title"}, NOON)
    back = merging.undone(taken, NOON)

    assert (taken.local, taken.edited, taken.waiting) == ({"title": "two"}, (), {})
    assert (back.local, back.edited, back.waiting) == ({"title": "ours"}, ("title",), {})


def test_ours_once_kept_is_not_asked_about_until_something_newer_comes() -> None:
    kept = merging.ours_kept(merging.shipped_again(item("one", "ours"), {"title": "two"}), {"title"})

    assert (kept.local, kept.edited, kept.waiting) == ({"title": "ours"}, ("title",), {})
    assert merging.shipped_again(kept, {"title": "two"}) == kept
    assert merging.shipped_again(kept, {"title": "three"}).waiting == {"title": "three"}


def test_an_edit_is_undone_once() -> None:
    edited = merging.edited(item("one", "one"), {"title": "ours"}, NOON)

    undone = merging.undone(edited, NOON)

    assert (edited.local, edited.previous, edited.changed_at) == ({"title": "ours"}, {"title": "one"}, NOON)
    assert (undone.local, undone.previous, undone.edited) == ({"title": "one"}, {}, ())


def test_an_edit_that_changes_nothing_leaves_the_one_before_to_be_undone() -> None:
    edited = merging.edited(item("one", "one"), {"title": "ours"}, NOON)

    assert merging.edited(edited, {"title": "ours"}, NOON + timedelta(hours=1)) == edited


def test_undoing_an_edit_brings_what_was_shipped_meanwhile() -> None:
    edited = merging.edited(item("one", "one"), {"title": "ours"}, NOON)

    after = merging.undone(merging.shipped_again(edited, {"title": "two"}), NOON)

    assert (after.local, after.base, after.waiting) == ({"title": "two"}, {"title": "two"}, {})


def test_what_an_upgrade_replaced_is_no_longer_undone_to() -> None:
    edited = merging.edited(item("one", "one"), {"title": "two"}, NOON)

    caught_up = merging.shipped_again(merging.shipped_again(edited, {"title": "two"}), {"title": "three"})

    assert (caught_up.local, caught_up.previous) == ({"title": "three"}, {})


def test_a_hidden_item_stays_hidden_whatever_is_shipped_and_comes_back_in_its_newest_form() -> None:
    hidden = merging.hidden(item("one", "one"))

    upgraded = merging.shipped_again(merging.dropped(merging.shipped_again(hidden, {"title": "two"}), NOON),
                                     {"title": "three"})  # fmt: skip

    assert (upgraded.is_hidden, upgraded.is_seen, upgraded.local) == (True, False, {"title": "three"})
    assert merging.restored(upgraded) == item("three", "three", changed_at=NOON)


def test_what_the_plugin_drops_is_gone_if_nobody_edited_it_and_adopted_if_somebody_did() -> None:
    plain = merging.dropped(item("one", "one"), NOON)
    edited = merging.dropped(item("one", "ours", waiting={"title": "two"}), NOON)

    assert (plain.is_dropped, plain.is_adopted, plain.is_seen, plain.changed_at) == (True, False, False, NOON)
    assert (edited.is_dropped, edited.is_adopted, edited.is_seen, edited.waiting) == (True, True, True, {})


def test_what_was_dropped_is_dropped_once() -> None:
    plain = merging.dropped(item("one", "one"), NOON)

    assert merging.dropped(plain, NOON + timedelta(days=9)) == plain
    assert merging.dropped(merging.restored(plain), NOON) == merging.restored(plain)


def test_a_dropped_item_that_is_brought_back_is_adopted_until_it_is_shipped_again() -> None:
    back = merging.restored(merging.dropped(item("one", "one"), NOON))

    again = merging.shipped_again(back, {"title": "two"})

    assert (back.is_seen, back.is_adopted) == (True, True)
    assert (again.is_seen, again.is_dropped, again.is_adopted, again.local) == (True, False, False, {"title": "two"})


@pytest.mark.parametrize(
    ("standing", "days"),
    [
        ({"is_dropped": True}, 90),
        ({"is_dropped": True, "is_adopted": True}, 91),
        ({"is_dropped": True, "is_hidden": True}, 91),
        ({"is_hidden": True}, 91),
        ({}, 91),
    ],
)
def test_only_what_nobody_wanted_is_forgotten_after_ninety_days(standing: dict[str, bool], days: int) -> None:
    unwanted = item("one", "one", changed_at=NOON, is_dropped=True)
    kept = item("one", "one", changed_at=NOON, **standing)

    assert merging.may_be_forgotten(unwanted, NOON + timedelta(days=91))
    assert not merging.may_be_forgotten(kept, NOON + timedelta(days=days))


class Model:
    """One field as somebody would follow it with a pencil."""

    def __init__(self, shipped: object) -> None:
        self.shown = self.agreed = self.newest = shipped
        self.before: list[object] = []
        self.is_hidden = self.is_dropped = self.is_adopted = False

    def settle(self) -> None:
        if self.shown in (self.agreed, self.newest):
            self.shown = self.agreed = self.newest

    def ship(self, value: object) -> None:
        shown, self.newest = self.shown, value
        self.is_dropped = self.is_adopted = False
        self.settle()
        if self.shown != shown:
            self.before = []

    def edit(self, value: object) -> None:
        if value != self.shown:
            self.before, self.shown = [self.shown], value
            self.settle()

    def undo(self) -> None:
        if self.before:
            self.shown, self.before = self.before.pop(), []
            self.settle()

    def take(self) -> None:
        self.edit(self.newest if self.newest != self.agreed else self.shown)

    def keep(self) -> None:
        self.agreed = self.newest

    def drop(self) -> None:
        if not self.is_dropped:
            self.is_dropped, self.is_adopted, self.newest = True, self.shown != self.agreed, self.agreed

    def hide(self) -> None:
        self.is_hidden = True

    def restore(self) -> None:
        self.is_hidden, self.is_adopted = False, self.is_dropped


STEPS = st.lists(
    st.tuples(st.sampled_from(["ship", "edit"]), st.sampled_from("abc"))
    | st.tuples(st.sampled_from(["undo", "take", "keep", "drop", "hide", "restore"]), st.just("")),
    max_size=14,
)


def step_of(item: Item, deed: str, value: str) -> Item:
    """Do to an item what a step says."""
    return {
        "ship": lambda: merging.shipped_again(item, {"title": value}),
        "edit": lambda: merging.edited(item, {"title": value}, NOON),
        "undo": lambda: merging.undone(item, NOON),
        "take": lambda: merging.theirs_taken(item, {"title"}, NOON),
        "keep": lambda: merging.ours_kept(item, {"title"}),
        "drop": lambda: merging.dropped(item, NOON),
        "hide": lambda: merging.hidden(item),
        "restore": lambda: merging.restored(item),
    }[deed]()


@given(STEPS)
def test_any_sequence_of_edits_and_upgrades_goes_as_the_model_says(steps: list[tuple[str, str]]) -> None:
    found, model = merging.Item(local={"title": "a"}, base={"title": "a"}), Model("a")

    for deed, value in steps:
        edits_before, shown_before = found.edited, found.local
        found = step_of(found, deed, value)
        getattr(model, deed)(*([value] if value else []))

        assert found.local["title"] == model.shown
        assert found.base["title"] == model.agreed
        assert found.waiting == ({"title": model.newest} if model.newest != model.agreed else {})
        assert list(found.previous.values()) == model.before
        assert (found.is_hidden, found.is_dropped, found.is_adopted) == (
            model.is_hidden, model.is_dropped, model.is_adopted,
        )  # fmt: skip
        assert deed != "ship" or not edits_before or found.local == shown_before
        assert merging.merged(found) == found
