"""The block of facts above a Markdown text: flat, every value text or a list of texts."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

import yaml

from portal.foundation.errors import Fault, FaultyContent
from portal.infrastructure.markup.sources import is_storable

MARK = "---"
QUICK = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # written in C, twenty times as quick; not built everywhere
READ_OTHERWISE = re.compile(r"[\t\r\ufeff!]|[|>][-+0-9]*#")  # of these the two loaders think differently
DEEPEST = 4  # a list in the facts stands two deep; what is deeper costs more time than it can be worth


@dataclass(frozen=True, slots=True)
class Document:
    """A file split in two: the facts with the line each stands on, and the text with the line it begins on."""

    file: str
    facts: dict[str, str | tuple[str, ...]]
    lines: dict[str, int]
    body: str
    body_line: int

    def fault(self, key: str, reason: str) -> Fault:
        """Return a fault at a key's line."""
        return Fault(self.file, self.lines.get(key, 1), reason)

    def text(self, key: str, default: str = "") -> str:
        """Return a fact that is text."""
        value = self.facts.get(key, default)
        return value if isinstance(value, str) else ", ".join(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a fact that is a list; one text alone is a list of one."""
        value = self.facts.get(key, ())
        return (value,) if isinstance(value, str) else value


def read_document(file: str, source: str) -> Document:
    """Split a file, or raise FaultyContent with the line and reason. The word “no” stays a word."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    rows = source.split("\n")
    if rows[0].rstrip() != MARK:
        raise FaultyContent([Fault(file, 1, "the file must begin with a line of three hyphens and its facts")])
    end = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() == MARK), None)
    if end is None:
        raise FaultyContent([Fault(file, 1, "the facts are not closed with a line of three hyphens")])
    facts, lines = read_facts(file, "\n".join(rows[1:end]))
    unstorable = [n for n, row in enumerate(rows[end + 1 :], end + 2) if not is_storable(row)]
    if unstorable:
        raise FaultyContent(
            [Fault(file, line, "the text holds a character that cannot be stored") for line in unstorable]
        )
    return Document(file, facts, lines, "\n".join(rows[end + 1 :]).strip("\n"), first_text(rows, end + 1))


def first_text(rows: list[str], start: int) -> int:
    """Return the number (from 1) of the first line with text from a row on."""
    return next((n for n, row in enumerate(rows[start:], start + 1) if row.strip()), start + 1)


def read_facts(file: str, block: str) -> tuple[dict[str, str | tuple[str, ...]], dict[str, int]]:
    """Return the facts and the line of each, or raise FaultyContent with all faults."""
    node = compose(file, block)
    if not isinstance(node, yaml.MappingNode):
        raise FaultyContent([Fault(file, 2, "the facts must be lines of “key: value”")])
    facts: dict[str, str | tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    faults = []
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 2
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault(file, line, "a key must be a word"))
            continue
        key, value = str(key_node.value), plain_value(value_node)
        if key in facts:
            faults.append(Fault(file, line, f"“{key}” is given twice"))
        elif value is None:
            faults.append(Fault(file, line, f"“{key}” must be a text or a list of texts"))
        elif not is_storable(key + "".join(value)):
            faults.append(Fault(file, line, "a text holds a character that cannot be stored"))
        else:
            facts[key], lines[key] = value, line
    if faults:
        raise FaultyContent(faults)
    return facts, lines


def compose(file: str, block: str) -> yaml.Node | None:
    """Return the facts as YAML nodes, or raise FaultyContent with the line and reason.

    What is wrong with them, and what is odd, is always read by the loader written in Python.
    """
    with suppress(yaml.YAMLError, ValueError, OverflowError, RecursionError):
        if not READ_OTHERWISE.search(block) and not reason_against(block, QUICK):
            return yaml.compose(block, Loader=QUICK)
    try:
        if fault := reason_against(block, yaml.BaseLoader):
            raise FaultyContent([Fault(file, 1, fault)])
        return yaml.compose(block, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line, reason = error.problem_mark.line + 2 if error.problem_mark else 1, error.problem
    except yaml.reader.ReaderError as error:
        line, reason = block.count("\n", 0, error.position) + 2, "they hold a character that is not allowed"
    except RecursionError:
        line, reason = 1, "they are nested too deeply"
    except (ValueError, OverflowError):
        line, reason = 1, "they hold a number without end or a character that is none"
    raise FaultyContent([Fault(file, line, f"the facts cannot be read: {reason}")])


def reason_against(block: str, loader: type) -> str:
    """Return why facts are not even put together: they refer to one another, or are nested as no facts need to be."""
    depth = 0
    for event in yaml.parse(block, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            return "the facts may not refer to one another (YAML aliases)"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return "the facts cannot be read: they are nested too deeply"
    return ""


def plain_value(node: yaml.Node) -> str | tuple[str, ...] | None:
    """Return a text or a list of texts; None for anything deeper."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).strip()
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return tuple(str(item.value).strip() for item in node.value)
    return None
