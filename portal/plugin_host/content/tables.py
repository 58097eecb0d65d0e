"""The files with rows: region.toml, counties.toml, feeds.toml and contacts.csv."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.foundation import colours
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.foundation.vocabulary import FEED_FORMATS, MOTIFS
from portal.infrastructure.markup.sources import is_list_of_texts, is_storable
from portal.plugin_host.content import rows, values
from portal.plugin_host.content.values import YES_NO, is_web_address
from portal.plugin_host.contributions import Contact, CountyClaim, Feed, RegionProposal
from portal.plugin_host.parts import SearchWord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from portal.plugin_host.content.rows import KeyFault, Row

REGION_KEYS = (
    "id", "name", "label", "academy", "host", "website", "welcome", "motif", "accent", "accent_dark",
)  # fmt: skip
CONTACT_KEYS = (
    "id", "name", "organisation", "what_for", "email", "phone", "url", "address", "hours", "counties", "confirmed_on",
    "everyone",
)  # fmt: skip
CONTACT_WORDS = CONTACT_KEYS[:9]
CONTACT_NEEDS = CONTACT_KEYS[:4]
POSITION = "position"
SLUG_RULE = "must be lower-case words joined by hyphens"


def read_region(folder: Path, allowed: Collection[str] = ()) -> list[RegionProposal]:
    """Return the region of region.toml. `allowed` are those the manifest names, if it names any."""
    toml = rows.read_table(folder, "region.toml")
    if toml is None:
        return []
    rows.refuse(toml.fault(*fault) for fault in region_faults(toml.facts, allowed))
    words: dict[str, Any] = {key: rows.text_in(toml.facts, key) for key in REGION_KEYS}
    return [RegionProposal(**words)]


def region_faults(facts: Row, allowed: Collection[str]) -> list[KeyFault]:
    """Return what is wrong with a region."""
    faults = [(key, f"“{key}” is missing") for key in REGION_KEYS if not rows.text_in(facts, key)]
    faults += [(key, f"“{key}” must be a text") for key in facts if not isinstance(facts[key], str)]
    faults += rows.unknown_keys(facts, REGION_KEYS)
    for key, page in (("accent", colours.LIGHT_PAGE), ("accent_dark", colours.DARK_PAGE)):
        faults += [(key, reason) for reason in values.colour_faults(rows.text_in(facts, key), page)]
    if facts.get("motif") not in MOTIFS:
        faults.append(("motif", f"“motif” must be one of {', '.join(MOTIFS)}"))
    if not is_slug(rows.text_in(facts, "id")):
        faults.append(("id", f"“id” {SLUG_RULE}"))
    if allowed and is_slug(rows.text_in(facts, "id")) and rows.text_in(facts, "id") not in allowed:
        faults.append(("id", f"“{facts['id']}” is not among the “regions” of the manifest; correct one of the two"))
    if not is_web_address(rows.text_in(facts, "website")):
        faults.append(("website", "“website” must begin with https://"))
    return faults


def read_counties(folder: Path, names: Mapping[str, str] | None = None) -> list[CountyClaim]:
    """Return the counties of counties.toml. `names` are those of the county list, by FIPS code, if it is at hand."""
    table = rows.read_table(folder, "counties.toml")
    return [
        CountyClaim(
            id=row["fips"],
            fips=row["fips"],
            is_main=row.get("main", True),
            is_confirmed=row.get("confirmed", False),
            note=rows.text_in(row, "note"),
        )
        for row in rows.read_rows(table, "counties", lambda row: county_faults(row, names), "fips")
    ]


def county_faults(row: Row, names: Mapping[str, str] | None) -> list[KeyFault]:
    """Return what is wrong with a row of counties.toml."""
    faults = rows.row_faults(row, texts=("fips", "name", "note"), yes_no=("main", "confirmed"), numbers=())
    fips, name = str(row.get("fips", "")), rows.text_in(row, "name")
    if not re.fullmatch(r"06\d{3}", fips) or (names is not None and fips not in names):
        return [*faults, ("fips", f"“{fips}” is not the FIPS code of a county of California")]
    if names is not None and name and name != names[fips]:
        faults.append(("name", f"“{fips}” is the county {names[fips]}, not “{name}”; correct the one or the other"))
    return faults


def read_feeds(folder: Path) -> list[Feed]:
    """Return the feeds of feeds.toml."""
    table = rows.read_table(folder, "feeds.toml")
    return [
        Feed(
            id=row["id"],
            order=row.get(POSITION, number),
            title=rows.text_in(row, "title"),
            url=rows.text_in(row, "url"),
            format=row["format"],
            site=rows.text_in(row, "site"),
            for_everyone=row.get("everyone", False),
        )
        for number, row in enumerate(rows.read_rows(table, "feeds", feed_faults, "id"), 1)
    ]


def feed_faults(row: Row) -> list[KeyFault]:
    """Return what is wrong with a row of feeds.toml."""
    texts = ("id", "title", "url", "format", "site")
    faults = rows.row_faults(row, texts=texts, yes_no=("everyone",), numbers=(POSITION,))
    faults += [(key, f"“{key}” is missing") for key in ("id", "title", "url") if not row.get(key)]
    if row.get("id") and not is_slug(str(row["id"])):
        faults.append(("id", f"“id” {SLUG_RULE}"))
    if str(row.get("format")) not in FEED_FORMATS:
        faults.append(("format", f"“format” must be one of {', '.join(FEED_FORMATS)}"))
    if type(row.get(POSITION, 0)) is int and abs(row.get(POSITION, 0)) > values.LARGEST_POSITION:
        faults.append((POSITION, f"“{POSITION}” must lie within {values.LARGEST_POSITION:,} of nought"))
    return faults + [
        (key, f"“{key}” must begin with https://")
        for key in ("url", "site")
        if row.get(key) and not is_web_address(rows.text_in(row, key))
    ]


def read_search_words(folder: Path) -> list[SearchWord]:
    """Return the search words of search-words.toml: other words by which people look for a tool."""
    table = rows.read_table(folder, "search-words.toml")
    return [
        SearchWord(id=row["tool"], order=number, words=tuple(map(values.one_line, row["words"])), leads_to=row["tool"])
        for number, row in enumerate(rows.read_rows(table, "search", search_word_faults, "tool"), 1)
    ]


def search_word_faults(row: Row) -> list[KeyFault]:
    """Return what is wrong with a row of search-words.toml."""
    faults = rows.unknown_keys(row, ("tool", "words"))
    if not is_slug(str(row.get("tool", ""))):
        faults.append(("tool", "“tool” must be the id of a tool: its file's name without the ending"))
    words = row.get("words", [])
    if not is_list_of_texts(words) or not words or not all(map(values.one_line, words)):
        faults.append(("words", "“words” must be a list of texts with at least one, and none empty"))
    return faults


def read_contacts(folder: Path, county_fips: Mapping[str, str]) -> list[Contact]:
    """Return the contacts of contacts.csv; `county_fips` gives each county name's FIPS code."""
    file = folder / "contacts.csv"
    if not file.is_file():
        return []
    contacts, faults = [], []
    seen: dict[str, int] = {}
    for number, (line, cells) in enumerate(contact_rows(values.read_small_text(file, file.name)), 1):
        reasons = [reason for _, reason in contact_faults(cells, county_fips)]
        if cells["id"] and seen.setdefault(cells["id"], line) != line:
            reasons.append(f"“{cells['id']}” stands in line {seen[cells['id']]} already; give each row its own id")
        faults += [Fault(file.name, line, reason) for reason in reasons]
        if not faults:
            contacts.append(contact_of(cells, county_fips, number))
    if faults:
        raise FaultyContent(faults)
    return contacts


def contact_rows(source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row below the header with its line; cells beyond the header stand under an empty key."""
    found = rows.cells_in("contacts.csv", source)
    line, header = next(found, (1, []))
    if tuple(header) not in {CONTACT_KEYS, (*CONTACT_KEYS, POSITION)}:
        reason = f"the header row must be {','.join(CONTACT_KEYS)}"
        raise FaultyContent([Fault("contacts.csv", line, reason)])
    blank = dict.fromkeys((*CONTACT_KEYS, POSITION, ""), "")
    for number, cells in found:
        yield number, blank | dict(zip(header, cells, strict=False)) | {"": ",".join(cells[len(header) :])}


def contact_faults(cells: dict[str, str], county_fips: Mapping[str, str]) -> list[KeyFault]:
    """Return every reason why a row of contacts.csv cannot be taken, with its column."""
    checks = [
        ("", cells[""] != "",
         "the row has more cells than the header; put quotation marks around a cell with a comma"),
        *((key, not cells[key], f"“{key}” is empty") for key in CONTACT_NEEDS),
        ("id", cells["id"] != "" and not is_slug(cells["id"]), f"“id” {SLUG_RULE}"),
        ("confirmed_on", not values.is_date(cells["confirmed_on"] or "2026-11-24"),
         "“confirmed_on” must be a date such as 2026-11-24, or empty"),
        ("email", cells["email"] != "" and not values.is_mail_address(cells["email"]),
         f"“{cells['email']}” is not a mail address"),
        ("url", cells["url"] != "" and not is_web_address(cells["url"]), f"“{cells['url']}” must begin with https://"),
        ("everyone", cells["everyone"] not in YES_NO, "“everyone” must be yes or no"),
        (POSITION, not values.is_position(cells[POSITION] or "0"), f"“{POSITION}” must be a whole number, or empty"),
        ("", not is_storable("".join(cells.values())), "a cell holds a character that cannot be stored"),
    ]  # fmt: skip
    strange = [name for name in named_counties(cells) if name not in county_fips]
    checks += [
        ("counties", True, f"“{name}” is not a county{nearest(name, county_fips)}")
        for name in strange[: len(county_fips)]
    ]
    return [(key, reason) for key, is_wrong, reason in checks if is_wrong]


def named_counties(cells: dict[str, str]) -> list[str]:
    """Return the names of counties in a row; none stands for all of the region."""
    return [] if cells["counties"] in {"", "all"} else [name.strip() for name in cells["counties"].split(";")]


def contact_of(cells: dict[str, str], county_fips: Mapping[str, str], number: int) -> Contact:
    """Return a faultless row as a contact; `number` is its place in the file."""
    words: dict[str, Any] = {key: cells[key] for key in CONTACT_WORDS}
    return Contact(
        **words,
        order=int(cells[POSITION] or number),
        counties=tuple(county_fips[name] for name in named_counties(cells)),
        confirmed_on=date.fromisoformat(cells["confirmed_on"]) if cells["confirmed_on"] else None,
        for_everyone=YES_NO[cells["everyone"]],
    )
