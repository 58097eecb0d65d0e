"""The named places in pages where plugins and features put blocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A place: what it is, and whether plugins may fill it. Those of a region's pages may."""

    name: str
    sentence: str
    is_open: bool = True


SLOTS = {
    slot.name: slot
    for slot in (
        Slot("region.home.main", "The wide column of a region's home, below the statewide sections."),
        Slot("region.home.side", "The narrow column of a region's home."),
        Slot("region.home.contact", "Beside “Start here” on a region's home: who to ask.", is_open=False),
        Slot("region.public.main", "What a region shows to everybody.", is_open=False),
        Slot("public.home.main", "The statewide home.", is_open=False),
        Slot("home.mine", "On a home, for its reader alone.", is_open=False),
        Slot("toolkit.case", "Who to call at each moment of a case.", is_open=False),
        Slot("toolkit.section.*", "A section of the statewide toolkit, by its key.", is_open=False),
    )
}
