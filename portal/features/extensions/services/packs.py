"""Packs that people upload: checked whole, kept as drafts, opened and brought in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.features.regions.queries import county_fips_by_name, owner_of
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Fault, FaultyContent, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.markup.sources import is_list_of_texts, line_of, load_toml
from portal.plugin_host import activation
from portal.plugin_host.archives import content_folder, extract, read_archive
from portal.plugin_host.discovery import discover, inspect_pack
from portal.plugin_host.fitness import leave_out_unfit
from portal.plugin_host.host import get_host
from portal.plugin_host.loading import Loaded, PluginFault, digest_of, load
from portal.plugin_host.manifest import PACK_MANIFEST
from portal.plugin_host.models import PackVersion, PluginActivation, PluginRecord
from portal.plugin_host.synchronising import facts_of, synchronise_one
from portal.plugin_host.unpacking import APPLIED, DRAFT, mark_of
from portal.plugin_host.validating import inspect_pack_zip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MayApply = Callable[[str], bool]
MOST_DRAFTS = 20
ONE_AT_A_TIME = Lock()  # a pack may be 150 MiB when unpacked: a worker holds one of them in memory, however many ask


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPack:
    """A pack without a fault: what its manifest says, the region it is for, and the mark of its files."""

    id: str
    name: str
    version: str
    region_id: str
    digest: str


def anywhere(region_id: str) -> bool:
    """Say that a pack may be for this region: at the terminal, it may be for each."""
    return True


def check(data: bytes, may_apply: MayApply = anywhere) -> CheckedPack:
    """Check a pack's zip, or raise FaultyContent with every fault. `may_apply` says for which regions it may be."""
    with ONE_AT_A_TIME:
        files, faults = inspect_pack_zip(data, county_fips_by_name())
        facts, source = manifest_in(files)
        faults += faults_of_place(files, facts, source, may_apply)
        if faults:
            raise FaultyContent(faults)
        return CheckedPack(
            id=facts["id"],
            name=facts["name"],
            version=facts["version"],
            region_id=facts["regions"][0],
            digest=mark_of(files),
        )


def manifest_in(files: Mapping[str, bytes]) -> tuple[dict[str, Any], str]:
    """Return what can be read of a pack's manifest, and its text."""
    source = files.get(PACK_MANIFEST, b"").decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return load_toml(source), source
    except (ValueError, RecursionError):
        return {}, source


def faults_of_place(files: Mapping[str, bytes], facts: dict[str, Any], source: str, may_apply: MayApply) -> list[Fault]:
    """Return why a pack cannot be for the region it names, or cannot have its id in this portal."""
    faults = []
    if reason := taken_by_another(str(facts.get("id", ""))):
        faults.append(Fault(PACK_MANIFEST, line_of(source, "id"), reason))
    regions = facts.get("regions", [])
    if not facts or not is_list_of_texts(regions):
        return faults
    if len(regions) != 1:
        reason = 'name the one region the pack is for, as in: regions = ["my-region"]'
        return [*faults, Fault(PACK_MANIFEST, line_of(source, "regions"), reason)]
    if not may_apply(regions[0]):
        reason = f"you may bring in packs for your own region only, not for “{regions[0]}”"
        return [*faults, Fault(PACK_MANIFEST, line_of(source, "regions"), reason)]
    if not faults and (reason := taken_elsewhere(str(facts.get("id", "")), regions[0])):
        faults.append(Fault(PACK_MANIFEST, line_of(source, "id"), reason))
    return faults + faults_of_region(files, str(facts.get("id", "")), regions[0], line_of(source, "regions"))


def faults_of_region(files: Mapping[str, bytes], plugin_id: str, region_id: str, line: int) -> list[Fault]:
    """Return how a pack's region.toml and counties.toml do not fit to the region it is for."""
    prefix, owner = content_folder(files.get(PACK_MANIFEST, b"")), owner_of(region_id)
    names = [name for name in (f"{prefix}region.toml", f"{prefix}counties.toml") if name in files]
    if owner and owner != plugin_id:
        reason = f"the region “{region_id}” is the plugin {owner}'s; a pack that adds to it leaves this file out"
        return [Fault(name, 0, reason) for name in names]
    if f"{prefix}region.toml" not in files:
        reason = f"there is no region “{region_id}”; correct the name, or add a region.toml that says what it is"
        if owner:
            reason = f"the region “{region_id}” would be gone without a region.toml; put it back into the pack"
        return [Fault(PACK_MANIFEST, line, reason)]
    return []


def taken_by_another(plugin_id: str) -> str:
    """Return why an id is not free for a pack that is uploaded, if it is not."""
    other = next((one for one in discover(get_host().pack_folders) if one.id == plugin_id), None)
    if other is None:
        return ""
    kind = "an installed plugin" if other.module else "a pack in the portal's own folder"
    return f"“{plugin_id}” is the id of {kind}, which is changed there; give this pack another id"


def taken_elsewhere(plugin_id: str, region_id: str) -> str:
    """Return why an id is not free for a pack of a region, if another region has it; whose it is, nobody is told."""
    row = db.session.get(PluginRecord, plugin_id)
    activations = select(PluginActivation.region_id).where(PluginActivation.plugin_id == plugin_id)
    versions = select(PackVersion.region_id).where(PackVersion.plugin_id == plugin_id, PackVersion.state != DRAFT)
    regions = {*(row.regions if row else ()), *db.session.scalars(activations), *db.session.scalars(versions)}
    return f"the id “{plugin_id}” is not free; give this pack another id" if regions - {region_id} else ""


def is_kept_out(plugin_id: str) -> bool:
    """Say whether a statewide administrator keeps a plugin out, as it stands in the database now."""
    row = db.session.get(PluginRecord, plugin_id, populate_existing=True)
    return row is not None and not row.is_allowed


def upload(data: bytes, *, may_apply: MayApply = anywhere, actor_id: int | None) -> PackVersion:
    """Keep a pack as a draft, or raise FaultyContent and keep nothing of it."""
    pack = check(data, may_apply)
    with transaction():
        drafts = select(func.count()).where(PackVersion.region_id == pack.region_id, PackVersion.state == DRAFT)
        if (db.session.scalar(drafts) or 0) >= MOST_DRAFTS:
            raise Conflict(f"The region has {MOST_DRAFTS} drafts; discard those that are not needed.")
        version = PackVersion(
            plugin_id=pack.id,
            region_id=pack.region_id,
            name=pack.name,
            version=pack.version,
            digest=pack.digest,
            state=DRAFT,
            uploaded_at=now(),
            size=len(data),
            archive=data,
            uploaded_by_id=actor_id,
        )
        db.session.add(version)
        record("pack uploaded", actor_id=actor_id, subject=f"pack {pack.id}", region=pack.region_id)
    return version


@contextmanager
def opened(version: PackVersion, *, with_files: bool = True) -> Iterator[Loaded]:
    """Give an uploaded pack as a plugin that answers, from a folder that is there for as long as it is used.

    Without its attachments it opens faster, but its digest is not that of the whole.
    """
    with opened_zip(version.archive, with_files=with_files) as plugin:
        yield plugin


@contextmanager
def opened_zip(data: bytes, *, with_files: bool = True) -> Iterator[Loaded]:
    """Give a pack's zip, which was checked before, as a plugin that answers."""
    with TemporaryDirectory() as place:
        with ONE_AT_A_TIME:
            files = read_archive(data)
            left_out = "" if with_files else content_folder(files[PACK_MANIFEST]) + "files/"
            wanted = {name: held for name, held in files.items() if not left_out or not name.startswith(left_out)}
            extract(wanted, Path(place))
            del files, wanted
        found = inspect_pack(Path(place))
        if found.manifest is None:
            raise Conflict(f"It cannot be used any more. {found.reason} {found.remedy}".rstrip())
        try:
            plugin = load(found, digest_of(found), county_fips_by_name())
        except (FaultyContent, PluginFault) as fault:
            raise Conflict(f"It cannot be used any more: {fault}") from None
        yield plugin


def refuse_unfit(plugin: Loaded) -> None:
    """Raise Conflict when a pack cannot stand beside what is installed: its id is taken, or what it needs is away."""
    if reason := taken_by_another(plugin.id):
        raise Conflict(f"It cannot be applied: {reason}.")
    fit = leave_out_unfit({**get_host().find(), plugin.id: plugin.found})[plugin.id]
    if fit.state != plugin.found.state:
        raise Conflict(f"It cannot be applied. {fit.reason} {fit.remedy}".rstrip())


def bring_in(plugin: Loaded, region_id: str, *, actor_id: int | None) -> None:
    """Bring in what a pack ships and switch it on for its region, inside the transaction around the call."""
    if is_kept_out(plugin.id):
        raise Conflict("It cannot be applied: a statewide administrator keeps it out.")
    if reason := taken_elsewhere(plugin.id, region_id):
        raise Conflict(f"It cannot be applied: {reason}.")
    row = db.session.get(PluginRecord, plugin.id)
    facts = facts_of(plugin.found, plugin, [])
    if row is None:
        db.session.add(PluginRecord(id=plugin.id, **facts))
    else:
        for name, value in facts.items():
            setattr(row, name, value)
    db.session.flush()
    version = plugin.declared.source.version
    if not activation.write(plugin.id, region_id, version, is_on=True, by=actor_id):
        db.session.get_one(PluginActivation, (plugin.id, region_id)).version = version
    synchronise_one(get_host(), plugin)
    db.session.flush()


def discard(version: PackVersion, *, actor_id: int | None) -> None:
    """Throw away a draft, inside the transaction around the call."""
    if version.state != DRAFT:
        raise Conflict("Only a draft can be discarded; what was applied stays in the history.")
    note("pack discarded", version, actor_id)
    db.session.delete(version)


def applied_version(plugin_id: str, region_id: str) -> PackVersion | None:
    """Return the version of a pack that is applied to a region now."""
    found = select(PackVersion).where(PackVersion.plugin_id == plugin_id, PackVersion.region_id == region_id)
    return db.session.scalar(found.where(PackVersion.state == APPLIED))


def list_versions(may_apply: MayApply = anywhere) -> list[PackVersion]:
    """Return the packs that were ever uploaded for certain regions, newest first."""
    found = db.session.scalars(select(PackVersion).order_by(PackVersion.uploaded_at.desc(), PackVersion.id.desc()))
    return [version for version in found if may_apply(version.region_id)]


def get_version(version_id: int, may_apply: MayApply = anywhere) -> PackVersion:
    """Return an uploaded pack, or refuse as if it were not there."""
    version = db.session.get(PackVersion, version_id) if version_id < 2**31 else None
    if version is None or not may_apply(version.region_id):
        raise NotFound
    return version


def note(deed: str, version: PackVersion, actor_id: int | None) -> None:
    """Write down what was done with a pack."""
    record(
        deed,
        actor_id=actor_id,
        subject=f"pack {version.plugin_id}",
        region=version.region_id,
        version=version.version,
    )
