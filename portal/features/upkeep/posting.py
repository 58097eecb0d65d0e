"""The daily look at what is due: letters that climb, one a person and week, and nothing told twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.queries import holders_of
from portal.features.accounts.rules import Role
from portal.features.upkeep import queries, rules, services
from portal.foundation.clock import today
from portal.foundation.transaction import transaction
from portal.web.mail import link_to, mail_to
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.models import Account
    from portal.features.upkeep.queries import Thing

NAMED_AT_MOST = 20


def remind() -> None:
    """Write to everybody who has not heard yet of something that is due, person by person."""
    letters: dict[int, tuple[Account, list[Thing]]] = {}
    due = [thing for thing in queries.every_thing() if thing.step]
    owners = queries.active_accounts({thing.owner_id for thing in due if thing.owner_id})
    holders: dict[tuple[Role, str], Sequence[Account]] = {}
    for thing in due:
        for account in told_of(thing, owners, holders):
            letters.setdefault(account.id, (account, []))[1].append(thing)
    for account, things in letters.values():
        with transaction():
            write_to(account, things)


def told_of(
    thing: Thing, owners: dict[int, Account], holders: dict[tuple[Role, str], Sequence[Account]]
) -> list[Account]:
    """Return who is to hear of a thing by how far it has climbed, each once."""
    key = thing.region.id if thing.region else ""
    lead = Role.REGIONAL_ADMINISTRATOR if thing.region else Role.STATEWIDE_EDITOR
    ladder = [
        [owners[thing.owner_id]] if thing.owner_id in owners else held(stand_in(thing), key, holders),
        held(lead, key, holders),
        held(Role.STATEWIDE_ADMINISTRATOR, "", holders),
    ]
    return list({account.id: account for rung in ladder[: thing.step] for account in rung}.values())


def stand_in(thing: Thing) -> Role:
    """Return the role whose holders are written to where no account answers for a thing."""
    return Role.REGIONAL_EDITOR if thing.region else Role.STATEWIDE_EDITOR


def held(role: Role, key: str, known: dict[tuple[Role, str], Sequence[Account]]) -> Sequence[Account]:
    """Return who holds a role in a place, asked once a run."""
    if (role, key) not in known:
        known[role, key] = holders_of(role, key)
    return known[role, key]


def write_to(account: Account, things: list[Thing]) -> None:
    """Write to a person about what they have not heard of, unless they were written to within a week."""
    heard, days = queries.told_before(account.id)
    new = [thing for thing in things if (thing.id, thing.step, services.due_on(thing)) not in heard]
    if not new or not rules.may_write_again(days, today()):
        return
    new.sort(key=lambda thing: (-thing.step, services.due_on(thing), thing.title))
    mail_to(
        account.email,
        "upkeep_due",
        key=f"upkeep {account.id} {today().isoformat()}",
        account_id=account.id,
        name=account.name,
        lines=[line_of(thing) for thing in new[:NAMED_AT_MOST]],
        more=max(0, len(new) - NAMED_AT_MOST),
        link=link_to("upkeep.show_board"),
    )
    services.note_told(account.id, new)


def line_of(thing: Thing) -> dict[str, str]:
    """Return a thing as a letter tells of it."""
    where, url = thing.region.label if thing.region else "Statewide", settings_here().public_url + thing.url
    if thing.kind == queries.NOTES and thing.region:
        url = link_to("upkeep.show_note", where=thing.region.id, slug=thing.key, spot=thing.place)
        said = "The statewide text changed under this note. Please confirm or edit it."
    elif thing.next_check is None:
        said = "Nobody has checked it yet."
    else:
        said = f"{rules.STATES[thing.state]}: to be checked by {thing.next_check:%B} {thing.next_check.day}."
    return {"title": f"{thing.title} ({where}, {thing.kind_label.lower()})", "said": said, "url": url}
