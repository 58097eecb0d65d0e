"""A region's records as the files of a pack, and those as a zip: the way back from `portal.plugin_host.content`.

What is written is read again as the same records, and they are written again as the same bytes. Only what the files
cannot hold is lost: line breaks and outer spaces of facts on one line, and for which regions of several a record is.
"""

from __future__ import annotations

import csv
import re
import stat
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, ZipInfo

from portal.plugin_host.content.documents import LAST
from portal.plugin_host.content.rows import guarded
from portal.plugin_host.content.tables import CONTACT_KEYS, CONTACT_WORDS, POSITION, REGION_KEYS
from portal.plugin_host.content.values import one_line, plain_body
from portal.plugin_host.contributions import USUAL_ROWS
from portal.plugin_host.manifest import PACK_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.plugin_host.contributions import (
        Contact,
        Contribution,
        CountyClaim,
        Feed,
        Post,
        RegionProposal,
        Tool,
        Worksheet,
        WorksheetPart,
    )
    from portal.plugin_host.manifest import Manifest
    from portal.plugin_host.parts import SearchWord

BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows
ORDINARY_FILE = (stat.S_IFREG | 0o644) << 16
UNIX = 3
MANIFEST_TEXTS = ("id", "name", "version", "description")
MANIFEST_LISTS = ("regions", "needs", "depends", "conflicts", "capabilities")
MANIFEST_OTHERS = ("homepage", "min_core")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
ENDS_A_LISTED_TEXT = frozenset(",[]{}:?")
BOM = "\ufeff"  # tells spreadsheet programs that the file is UTF-8


def write_pack(
    manifest: Manifest, records: Mapping[str, Sequence[Contribution]], counties: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the files of a pack without attachments, by name.

    `records` are those of one region by hook, as declared; `counties` gives each county's name by its FIPS code.
    """
    given: dict[str, list[Any]] = {hook: sorted(found, key=place_of) for hook, found in records.items()}
    files = {PACK_MANIFEST: write_manifest(manifest)}
    for region in given.get("portal_regions", []):
        if "region.toml" in files:
            raise ValueError("a pack holds one region")
        files["region.toml"] = write_region(region)
    if claims := given.get("portal_counties"):
        files["counties.toml"] = write_counties(claims, counties)
    if contacts := given.get("portal_contacts"):
        files["contacts.csv"] = write_contacts(contacts, counties)
    if feeds := given.get("portal_feeds"):
        files["feeds.toml"] = write_feeds(feeds)
    files |= {f"tools/{tool.id}.md": write_tool(tool) for tool in given.get("portal_tools", [])}
    if words := given.get("portal_search_words"):
        files["search-words.toml"] = write_search_words(words)
    files |= {f"worksheets/{one.id}.toml": write_worksheet(one) for one in given.get("portal_worksheets", [])}
    files |= {f"posts/{post.id}.md": write_post(post) for post in given.get("portal_posts", [])}
    return {name: text.encode() for name, text in sorted(files.items())}


def zip_pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip: the same files are always the same bytes.

    They are stored as they are, not packed: other versions of the packing library would make other bytes.
    """
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name, BEGINNING)
            entry.create_system, entry.external_attr = UNIX, ORDINARY_FILE
            archive.writestr(entry, files[name])
    return held.getvalue()


def place_of(record: Contribution) -> tuple[int, str]:
    """Return where a record stands among its kind."""
    return record.order, record.id


def quoted(text: str) -> str:
    """Return a text in quotation marks, as both TOML and YAML read it; what is not seen is spelled out."""
    return '"' + "".join(spelled(character) for character in text) + '"'


def spelled(character: str) -> str:
    """Return a character as it stands between quotation marks."""
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def toml_line(key: str, value: object) -> str:
    """Return a line of TOML: a text, a number, true or false, or a list of texts."""
    if isinstance(value, bool):
        return f"{key} = {str(value).lower()}\n"
    if isinstance(value, int):
        return f"{key} = {value}\n"
    if isinstance(value, tuple):
        return f"{key} = [{', '.join(map(quoted, value))}]\n"
    return f"{key} = {quoted(str(value))}\n"


def write_manifest(manifest: Manifest) -> str:
    """Return pack.toml; its content lies beside it."""
    lines = [toml_line(key, getattr(manifest, key)) for key in MANIFEST_TEXTS]
    lines += ['kind = "pack"\n', toml_line("scope", manifest.scope), toml_line("api", manifest.api)]
    lines += [toml_line("contact", manifest.contact)]
    lines += [toml_line(key, value) for key in MANIFEST_LISTS + MANIFEST_OTHERS if (value := getattr(manifest, key))]
    return "".join(lines) + personal_data_lines(manifest.personal_data)


def personal_data_lines(words: str) -> str:
    """Return what a manifest says of personal data; of a table, the first key stands for all, as it was read."""
    if words == "none":
        return toml_line("personal_data", words)
    key, colon, rest = words.partition(": ")
    if not words or not (colon and BARE_KEY.fullmatch(key)):
        key, rest = "what", words
    return "\n[personal_data]\n" + (toml_line(key, rest) if words else "")


def write_region(region: RegionProposal) -> str:
    """Return region.toml."""
    return "".join(toml_line(key, one_line(getattr(region, key))) for key in REGION_KEYS)


def write_counties(claims: Iterable[CountyClaim], counties: Mapping[str, str]) -> str:
    """Return counties.toml, by FIPS code."""
    return write_rows(
        "counties",
        [
            {
                "fips": claim.fips,
                "name": counties[claim.fips],
                "main": claim.is_main,
                "confirmed": claim.is_confirmed,
                "note": one_line(claim.note),
            }
            for claim in sorted(claims, key=lambda claim: claim.fips)
        ],
    )


def write_feeds(feeds: Sequence[Feed]) -> str:
    """Return feeds.toml in display order; the position is told where it is not the row's own."""
    return write_rows(
        "feeds",
        [
            {
                "id": feed.id,
                "title": one_line(feed.title),
                "url": one_line(feed.url),
                "format": feed.format,
                "site": one_line(feed.site),
                "everyone": feed.for_everyone,
            }
            | ({POSITION: feed.order} if feed.order != number else {})
            for number, feed in enumerate(feeds, 1)
        ],
    )


def write_rows(table: str, rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as a TOML file's one table; an empty text is left out."""
    return "\n".join(
        f"[[{table}]]\n" + "".join(toml_line(key, value) for key, value in row.items() if value != "") for row in rows
    )


def write_contacts(contacts: Sequence[Contact], counties: Mapping[str, str]) -> str:
    """Return contacts.csv in display order, with a column for positions where they are not the rows' own."""
    has_positions = any(contact.order != number for number, contact in enumerate(contacts, 1))
    held = StringIO()
    writer = csv.writer(held)
    writer.writerow([*CONTACT_KEYS, *([POSITION] if has_positions else [])])
    for contact in contacts:
        row = [guarded(one_line(getattr(contact, key))) for key in CONTACT_WORDS]
        row.append("; ".join(counties[fips] for fips in contact.counties) or "all")
        row.append(contact.confirmed_on.isoformat() if contact.confirmed_on else "")
        row.append(yes_or_no(is_yes=contact.for_everyone))
        writer.writerow([*row, *([str(contact.order)] if has_positions else [])])
    return BOM + held.getvalue()


def write_tool(tool: Tool) -> str:
    """Return a tool's file."""
    facts: dict[str, str | tuple[str, ...]] = {
        "title": tool.title,
        "summary": tool.summary,
        "kind": tool.kind,
        "target": tool.target,
        "audience": tool.audience,
        "topics": tool.topics,
        "phases": tool.phases,
        "language": tool.language if tool.language != "en" else "",
        "owner": tool.owner,
        "last_checked": tool.last_checked.isoformat(),
        "next_check": tool.next_check.isoformat(),
        "everyone": yes_or_no(is_yes=tool.for_everyone),
        "position": str(tool.order),
    }
    return write_document(facts, tool.body)


def write_post(post: Post) -> str:
    """Return a post's file."""
    facts: dict[str, str | tuple[str, ...]] = {
        "title": post.title,
        "deck": post.deck,
        "published": post.published.isoformat(),
        "author": post.author,
        "tags": post.tags,
        "everyone": yes_or_no(is_yes=post.for_everyone),
        "position": str(post.order) if str(post.order) != LAST else "",
    }
    return write_document(facts, post.body)


def write_worksheet(worksheet: Worksheet) -> str:
    """Return a worksheet's file; what is as it is anyway is left out."""
    facts = {
        "title": one_line(worksheet.title),
        "summary": one_line(worksheet.summary),
        "language": worksheet.language if worksheet.language != "en" else "",
        "audience": worksheet.audience or "",
        "owner": one_line(worksheet.owner),
        "last_checked": worksheet.last_checked.isoformat(),
        "next_check": worksheet.next_check.isoformat(),
        "everyone": worksheet.for_everyone,
        "position": worksheet.order,
    }
    head = "".join(toml_line(key, value) for key, value in facts.items() if value != "")
    return f"{head}\n{write_rows('parts', map(part_row, worksheet.parts))}"


def part_row(part: WorksheetPart) -> dict[str, object]:
    """Return a part of a worksheet as a row of its file."""
    return {
        "kind": part.kind,
        "label": one_line(part.label),
        "help": one_line(part.help),
        "choices": tuple(map(one_line, part.choices)) or "",
        "rows": part.rows if part.rows != USUAL_ROWS else "",
    }


def write_search_words(words: Iterable[SearchWord]) -> str:
    """Return search-words.toml; the words of one tool stand in one row."""
    by_tool: dict[str, tuple[str, ...]] = {}
    for word in words:
        by_tool[word.leads_to] = (*by_tool.get(word.leads_to, ()), *map(one_line, word.words))
    return write_rows("search", [{"tool": tool, "words": found} for tool, found in by_tool.items()])


def write_document(facts: Mapping[str, str | tuple[str, ...]], body: str) -> str:
    """Return a Markdown file; facts that are empty are left out."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, tuple):
            kept = [yaml_text(text, is_listed=True) for text in map(one_line, value) if text]
            lines += [f"{key}: [{', '.join(kept)}]\n"] if kept else []
        elif text := one_line(value):
            lines.append(f"{key}: {yaml_text(text)}\n")
    return f"---\n{''.join(lines)}---\n\n{plain_body(body)}\n"


def yaml_text(text: str, *, is_listed: bool = False) -> str:
    """Return a text as a value of front matter: plain where that is read as the same, otherwise in quotation marks."""
    is_plain = text.isprintable() and text[:1].isalnum() and ": " not in text and " #" not in text
    if not is_plain or text.endswith(":") or (is_listed and ENDS_A_LISTED_TEXT & set(text)):
        return quoted(text)
    return text


def yes_or_no(*, is_yes: bool) -> str:
    """Return the word for it."""
    return "yes" if is_yes else "no"
