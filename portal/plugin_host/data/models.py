"""What a plugin subclasses for its tables.

Each plugin has a registry of its own: names of classes and tables of one never meet another's, a broken model breaks
nobody else's, and the core's migrations see none of them. `forget` begins a plugin's registry anew, so that it can be
imported again in this process; classes made before keep working for whoever still holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, inspect
from sqlalchemy.orm import Mapped, MappedAsDataclass, Mapper, mapped_column, registry

from portal.foundation.database import NAMING, Base
from portal.plugin_host.data.tables import LONGEST_NAME, RegionTable, owner_of, prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable

SUPPLIED = ("id", "region_id")
REFERABLE = ("region.id", "account.id")
KEPT_AS_JSON = (dict, list, dict[str, str], dict[str, int], list[int], list[dict[str, Any]])
LONGEST_REPR = 200

_registries: dict[str, registry] = {}


def registry_of(plugin_id: str) -> registry:
    """Return a plugin's registry, made on first use. What its models may refer to of the core's is there by its key."""
    if plugin_id not in _registries:
        metadata = MetaData(naming_convention=NAMING)
        Table("region", metadata, Column("id", String(60), primary_key=True))
        Table("account", metadata, Column("id", Integer, primary_key=True))
        types = {**Base.registry.type_annotation_map, **dict.fromkeys(KEPT_AS_JSON, JSON())}
        _registries[plugin_id] = registry(metadata=metadata, type_annotation_map=types)
    return _registries[plugin_id]


def forget(plugin_id: str) -> None:
    """Begin a plugin's registry anew, before it is imported again."""
    _registries.pop(plugin_id, None)


class SelfMapping:
    """Maps a subclass once it knows its plugin: the last of PluginModel's bases to be told of it."""

    plugin_id: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.plugin_id:
            registry_of(cls.plugin_id).map_declaratively(cls)


class PluginModel(MappedAsDataclass, SelfMapping, kw_only=True, eq=False, repr=False):
    """A table of a plugin: `class Visit(PluginModel, plugin="trial", table="visit")` is `plg_trial__visit`.

    Rows are built with keywords only. `id` and `region_id` are there already: the database gives the one, and the
    session the other. A step of the plugin's makes the table.
    """

    __table_cls__ = RegionTable

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    region_id: Mapped[str] = mapped_column(String(60), index=True, init=False)

    def __init_subclass__(cls, *, plugin: str, table: str, **given: Any) -> None:
        """Name the table and map the class; raise ValueError when it cannot be named so."""
        name = prefix_of(plugin) + table
        if owner_of(name) != plugin:
            raise ValueError(
                f"“{table}” cannot be a table of {plugin}: its name must have at most {LONGEST_NAME} small letters, "
                "digits and single underscores, beginning with a letter."
            )
        if taken := [column for column in SUPPLIED if column in vars(cls)]:
            raise ValueError(f"{cls.__name__} must not say what “{taken[0]}” is: every table of a plugin has it.")
        cls.plugin_id = plugin
        cls.__tablename__ = name
        super().__init_subclass__(**given)


def check_models(plugin_id: str, models: Iterable[object]) -> None:
    """Raise ValueError with a sentence when a model is not one of the plugin's own, or reaches beyond its tables.

    Those the plugin made without naming them are checked as well.
    """
    made = [mapper.class_ for mapper in registry_of(plugin_id).mappers]
    for model in dict.fromkeys([*models, *made]):
        mapper = mapper_of(model)
        if mapper is None:
            shown = repr(model)[:LONGEST_REPR]
            raise ValueError(f"portal_models must give classes made from PluginModel, but one of them is {shown}.")
        if fault := find_fault(plugin_id, mapper):
            raise ValueError(f"{mapper.class_.__name__} {fault}.")


def mapper_of(model: object) -> Mapper[PluginModel] | None:
    """Return what maps a class made from PluginModel to its table; None for anything else."""
    if not isinstance(model, type) or not issubclass(model, PluginModel):
        return None
    mapper: Mapper[PluginModel] | None = inspect(model, raiseerr=False)
    return mapper


def find_fault(plugin_id: str, mapper: Mapper[PluginModel]) -> str:
    """Say what is wrong with a model; empty when nothing is."""
    table = mapper.local_table
    if not isinstance(table, RegionTable) or owner_of(table.name) != plugin_id:
        return f"has the table “{table}”, which does not begin with “{prefix_of(plugin_id)}”"
    for key in table.foreign_keys:
        target = key.target_fullname
        if target not in REFERABLE and owner_of(target.partition(".")[0]) != plugin_id:
            return f"refers to “{target}”; it may refer to the plugin's own tables, and to {' and '.join(REFERABLE)}"
    for relation in mapper.relationships:
        if relation.secondary is not None:
            return f"joins “{relation.key}” by a table without a model; make that one a PluginModel too"
        other = relation.mapper.class_
        if not issubclass(other, PluginModel) or other.plugin_id != plugin_id:
            return f"has the relationship “{relation.key}” to {other.__name__}, which is not the plugin's own"
    return ""
