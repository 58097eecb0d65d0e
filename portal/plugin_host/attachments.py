"""What lies in a pack's files/ folder: known by its first bytes, never by its name."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, is_zipfile

from portal.foundation.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {".pdf": "PDF", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".docx": "Word", ".svg": "SVG"}
SIGNATURES = {b"%PDF-": "PDF", b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
ZIP_START, ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
ARCHIVES = (
    ZIP_START, b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd", b"MSCF", b"\x1f\x9d", b"LZIP", b"!<arch>\n",
)  # fmt: skip
TAR_AT, TAR = 257, b"ustar"
DAMAGED = (BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError, struct.error, zlib.error)
MOST_PARTS = 5_000
WORD_PARTS = re.compile(r"\[Content_Types\]\.xml|(_rels|docProps|docMetadata|word|customXml)/.*")
WORD_NEEDS = {"[Content_Types].xml", "word/document.xml"}
ACTING_PART = re.compile(r"vbaproject|activex|oleobject", re.IGNORECASE)
SVG = "http://www.w3.org/2000/svg"
SHAPES = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
        "polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
        "pattern", "marker", "style",
    }
)  # fmt: skip
FILE_LINK = re.compile(r'(href="(?:\.\./|/regions/[^/"]+/)files/)')
ELSEWHERE = re.compile(r"""url\((?>\s*['"]?\s*)(?!\#)|@|\\|(java|vb)script:|data:""", re.IGNORECASE)


class Refused(Exception):
    """An SVG picture holds what it may not; the message says what."""


def lead_to_files(html: str, plugin_id: str) -> str:
    """Return a text's HTML with its links to files/ leading to the plugin's own files."""
    return FILE_LINK.sub(rf"\g<1>{plugin_id}/", html)


def is_archive(data: bytes) -> bool:
    """Say whether the bytes are an archive, or carry one at their end."""
    return data.startswith(ARCHIVES) or data[TAR_AT : TAR_AT + len(TAR)] == TAR or is_zipfile(BytesIO(data))


def faults_of_attachment(name: str, data: bytes) -> Iterator[Fault]:
    """Give what is wrong with a file of files/: its kind, its name, or what it holds besides."""
    ending = "." + name.rpartition(".")[2].lower()
    wanted = KINDS.get(ending)
    found = next((kind for start, kind in SIGNATURES.items() if data.startswith(start)), "")
    if wanted is None:
        yield Fault(name, 0, f"such a file is not taken; files/ holds {', '.join(KINDS)}")
    elif found not in {"", wanted}:
        yield Fault(name, 0, f"it is named {ending} but is a {found} file; give it the ending of what it is")
    elif wanted == "SVG":
        yield from faults_of_svg(name, data)
    elif wanted == "Word":
        yield from faults_of_word(name, data)
    elif not found:
        yield Fault(name, 0, f"it is named {ending} but is no {wanted} file; save it again as one")
    elif is_archive(data):
        yield Fault(name, 0, "an archive is hidden in it; save it again from the program it was made with")


def faults_of_word(name: str, data: bytes) -> Iterator[Fault]:
    """Give what is wrong with a Word document: it must hold words and nothing that acts."""
    parts: set[str] = set()
    if data.startswith(ZIP_START) and data.count(ZIP_ENTRY) <= MOST_PARTS:
        try:
            with ZipFile(BytesIO(data)) as document:
                parts = set(document.namelist())
        except DAMAGED:
            parts = set()
    if not parts >= WORD_NEEDS or not all(map(WORD_PARTS.fullmatch, parts)):
        yield Fault(name, 0, "it is named .docx but is no Word document; save it again as one")
    elif any(map(ACTING_PART.search, parts)):
        yield Fault(name, 0, "it holds macros or embedded programs; save it as a document without them")


def faults_of_svg(name: str, data: bytes) -> Iterator[Fault]:
    """Give the first reason why an SVG picture cannot be taken. Nothing is removed from one: it is whole or refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    styles: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        styles.clear()
        refuse_element(tag, attributes)

    def end(tag: str) -> None:
        if tag == f"{SVG} style" and ELSEWHERE.search("".join(styles)):
            raise Refused("its style leads elsewhere or cannot be judged")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, styles.append
    parser.StartDoctypeDeclHandler, parser.ProcessingInstructionHandler = refuse_declaration, refuse_declaration
    try:
        parser.Parse(data, True)
    except Refused as error:
        yield Fault(name, parser.CurrentLineNumber, f"{error}; save it as plain SVG without it, or as PNG")
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = error.lineno if isinstance(error, expat.ExpatError) else 0
        yield Fault(name, line, "it is named .svg but is no SVG picture; save it again as one")


def refuse_declaration(*given: object) -> NoReturn:
    """Refuse a document type or an instruction: both may lead elsewhere."""
    raise Refused("it holds a document type or an instruction beside the picture")


def refuse_element(tag: str, attributes: dict[str, str]) -> None:
    """Raise Refused for an element that is no shape, or an attribute that acts or leads elsewhere."""
    space, _, element = tag.rpartition(" ")
    if space != SVG or element not in SHAPES:
        raise Refused(f"it holds <{element}>, which is no plain shape")
    for name, value in attributes.items():
        attribute = name.rpartition(" ")[2].lower()
        if attribute.startswith("on"):
            raise Refused(f"it holds “{attribute}”, which runs a program")
        leads_away = attribute in {"href", "src", "base"} and not value.strip().startswith("#")
        if leads_away or ELSEWHERE.search("".join(value.split())):
            raise Refused(f"its “{attribute}” leads elsewhere")
