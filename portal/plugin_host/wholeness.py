"""What must hold between the records of one plugin: what points at something points at something that is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from werkzeug.routing import Map, Rule

from portal.foundation.slugs import nearest
from portal.plugin_host.content import is_web_address
from portal.plugin_host.parts import CORE_EVENTS, EventType, Subscription
from portal.plugin_host.slots import SLOTS
from portal.plugin_host.specs import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portal.plugin_host.declarations import Declared
    from portal.plugin_host.parts import Job, NavItem, Route, SettingField, Validator

METHODS = ("GET", "POST")
NOT_EDITED = {"regions", "counties"}
LARGEST_STYLE = 256 * 1024
LONGEST_JOB, LONGEST_INTERVAL = 300, 31 * 24 * 60  # seconds a job may take, minutes between two runs


def drop_dead_ends(declared: Declared) -> Declared:
    """Leave out lines of navigation and search words that lead nowhere, each with a remark; the rest works."""
    routes = {route.id: route for route in declared.of("portal_routes")}
    kept, remarks = [], []
    for item in declared.of("portal_nav"):
        if reason := dead_end(item, routes):
            remarks.append(f"Its line “{item.label}” was left out: {reason}.")
        else:
            kept.append(item)
    tools = {tool.id for tool in declared.of("portal_tools")}
    words = [word for word in declared.of("portal_search_words") if word.leads_to in tools]
    remarks += [
        f"Its search word “{word.id}” was left out: it ships no tool “{word.leads_to}”{nearest(word.leads_to, tools)}."
        for word in declared.of("portal_search_words")
        if word.leads_to not in tools
    ]
    records = declared.records | {"portal_nav": tuple(kept), "portal_search_words": tuple(words)}
    return replace(declared, records=records, remarks=(*declared.remarks, *remarks))


def dead_end(item: NavItem, routes: dict[str, Route]) -> str:
    """Return why a line of navigation leads nowhere, or an empty text."""
    if bool(item.route) == bool(item.address):
        return "it must name either a route or an address"
    if item.address:
        return "" if is_web_address(item.address) else "its address must begin with https://"
    if item.route not in routes:
        return f"there is no route “{item.route}”{nearest(item.route, routes)}"
    if "<" in routes[item.route].rule:
        return f"the route “{item.route}” needs more than a region to be opened"
    return "" if "GET" in routes[item.route].methods else f"the route “{item.route}” cannot be opened by a link"


def faults_between(declared: Declared, folder: Path) -> Iterator[str]:
    """Give a sentence for everything of a plugin that does not fit together. `folder` is where its files lie."""
    permissions = {permission.id for permission in declared.of("portal_permissions")}
    for block in declared.of("portal_blocks"):
        yield from faults_of_block(block)
    for route in declared.of("portal_routes"):
        yield from faults_of_route(route, permissions)
    yield from double_rules(declared.of("portal_routes"))
    for field in declared.of("portal_settings"):
        yield from faults_of_setting(field)
    for validator in declared.of("portal_validators"):
        yield from faults_of_validator(validator)
    for job in declared.of("portal_jobs"):
        yield from faults_of_job(job)
    yield from unknown_events(declared)
    for asset in declared.of("portal_assets"):
        yield from faults_of_asset(asset.path, folder / "static")
    if len(declared.of("portal_theme")) > 1:
        yield "portal_theme gave more than one theme."


def faults_of_block(block: Any) -> Iterator[str]:
    """Give what is wrong with a block."""
    slot = SLOTS.get(block.slot)
    if slot is None or not slot.is_open:
        there = [name for name, one in SLOTS.items() if one.is_open]
        yield f"Its block “{block.id}” asks for the slot “{block.slot}”; there is {', '.join(there)}."
    if block.ttl < 0:
        yield f"Its block “{block.id}” cannot be kept for {block.ttl} seconds."


def faults_of_job(job: Job) -> Iterator[str]:
    """Give what is wrong with a job."""
    if not 1 <= job.every_minutes <= LONGEST_INTERVAL:
        yield f"Its job “{job.id}” must run every 1 to {LONGEST_INTERVAL} minutes, not every {job.every_minutes}."
    if not 1 <= job.timeout_seconds <= LONGEST_JOB:
        yield f"Its job “{job.id}” may take 1 to {LONGEST_JOB} seconds, not {job.timeout_seconds}."


def unknown_events(declared: Declared) -> Iterator[str]:
    """Give a sentence for each wish to be told of an event that does not exist, as far as can be known."""
    own = {f"{declared.source.plugin}.{one.id}" for one in declared.of("portal_events") if isinstance(one, EventType)}
    known = {*CORE_EVENTS, *own}
    for wish in declared.of("portal_events"):
        if not isinstance(wish, Subscription) or wish.event in known:
            continue
        emitter = wish.event.partition(".")[0]
        if emitter in {"portal", declared.source.plugin, wish.event}:
            yield f"It wants to be told of “{wish.event}”, which is no event{nearest(wish.event, known)}."


def faults_of_route(route: Route, permissions: set[str]) -> Iterator[str]:
    """Give what is wrong with a route."""
    if not route.rule.startswith("/") or ".." in route.rule or "//" in route.rule:
        yield f"The rule “{route.rule}” of its route “{route.id}” must begin with one / and lead nowhere else."
    elif fault := fault_of_rule(route.rule):
        yield f"The rule “{route.rule}” of its route “{route.id}” cannot be read: {fault}."
    if not route.methods or not set(route.methods) <= set(METHODS):
        yield f"Its route “{route.id}” must answer {' or '.join(METHODS)}, nothing else."
    if route.permission and route.permission not in permissions:
        yield f"Its route “{route.id}” asks for the right “{route.permission}”{nearest(route.permission, permissions)}."
    if route.permission and route.is_public:
        yield f"Its route “{route.id}” cannot be public and ask for a right."


def fault_of_rule(rule: str) -> str:
    """Return why Werkzeug cannot take a rule, or an empty text."""
    try:
        Map([Rule(rule, endpoint="page")])
    except (ValueError, LookupError, TypeError) as error:
        return str(error)
    return ""


def double_rules(routes: tuple[Route, ...]) -> Iterator[str]:
    """Give the rules that are there twice for one method."""
    counts = Counter((route.rule, method) for route in routes for method in route.methods)
    for (rule, method), count in counts.items():
        if count > 1:
            yield f"More than one of its routes answers {method} at “{rule}”."


def faults_of_setting(field: SettingField) -> Iterator[str]:
    """Give what is wrong with a setting."""
    if field.kind == "choice" and not field.choices:
        yield f"Its setting “{field.id}” is a choice without choices."
    kinds = {"number": int, "yes-no": bool}
    expected = kinds.get(field.kind, str)
    if field.default is not None and type(field.default) is not expected:
        yield f"The default of its setting “{field.id}” must be a {expected.__name__}, or None."
    if field.kind == "choice" and field.default is not None and field.default not in field.choices:
        yield f"The default of its setting “{field.id}” is none of its choices."


def faults_of_validator(validator: Validator) -> Iterator[str]:
    """Give the kinds a validator names that nobody edits."""
    known = {hook.removeprefix("portal_") for hook in SHIPPED} - NOT_EDITED
    for kind in validator.kinds:
        if kind not in known:
            yield f"Its validator “{validator.id}” names the kind “{kind}”{nearest(kind, known)}."


def faults_of_asset(path: str, static: Path) -> Iterator[str]:
    """Give what is wrong with a style sheet."""
    file = (static / path).resolve()
    if not file.is_relative_to(static.resolve()) or not file.is_file():
        yield f"Its style sheet “{path}” is not in its static folder."
        return
    if file.suffix != ".css" or file.stat().st_size > LARGEST_STYLE:
        yield f"“{path}” must be a .css file of at most 256 KiB."
        return
    text = file.read_text(encoding="utf-8", errors="replace")
    if not is_balanced(text):
        yield f"The braces of “{path}” do not match."
    if "@import" in text.lower() or "url(" in text.lower():
        yield f"“{path}” may not bring in anything by @import or url()."


def is_balanced(text: str) -> bool:
    """Say whether every brace that opens is closed, and none closes that did not open."""
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            return False
    return depth == 0
