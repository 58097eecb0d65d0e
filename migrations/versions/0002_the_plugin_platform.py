"""The plugin platform."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

CONTRIBUTED = ("contact", "feed", "post", "region_tool", "region_worksheet")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add where plugins are on, what they keep, what went wrong, and what they shipped last; what is here stays on."""
    op.create_table(
        "county_decision",
        sa.Column("county_fips", sa.String(length=5), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["county_fips"], ["county.fips"], name=op.f("fk_county_decision_county_fips_county")),
        sa.PrimaryKeyConstraint("county_fips", "region_id", name=op.f("pk_county_decision")),
    )
    op.create_table(
        "feed_source",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_feed_source")),
    )
    op.create_table(
        "feed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_mark", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_mark"], ["feed_source.mark"], name=op.f("fk_feed_entry_source_mark"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_entry")),
        sa.UniqueConstraint("source_mark", "mark", name=op.f("uq_feed_entry_source_mark_mark")),
    )
    op.create_index("ix_feed_entry_is_shown_published", "feed_entry", ["is_shown", "published"], unique=False)
    op.create_table(
        "pack_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_version")),
    )
    op.create_index(op.f("ix_pack_version_plugin_id"), "pack_version", ["plugin_id"], unique=False)
    op.create_table(
        "plugin_activation",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("switched_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", name=op.f("pk_plugin_activation")),
    )
    op.create_table(
        "plugin_breaker",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("point", sa.String(length=120), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", "point", name=op.f("pk_plugin_breaker")),
    )
    op.create_table(
        "plugin_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("emitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_event")),
    )
    op.create_index("ix_plugin_event_state_next_at", "plugin_event", ["state", "next_at"], unique=False)
    op.create_table(
        "plugin_health",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("is_well", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", name=op.f("pk_plugin_health")),
    )
    op.create_table(
        "plugin_incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("point", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("clients", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_incident")),
        sa.UniqueConstraint(
            "plugin_id",
            "region_id",
            "point",
            "fingerprint",
            name=op.f("uq_plugin_incident_plugin_id_region_id_point_fingerprint"),
        ),
    )
    op.create_index(op.f("ix_plugin_incident_last_at"), "plugin_incident", ["last_at"], unique=False)
    op.create_index(op.f("ix_plugin_incident_plugin_id"), "plugin_incident", ["plugin_id"], unique=False)
    op.create_table(
        "plugin_item",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", "key", name=op.f("pk_plugin_item")),
    )
    op.create_table(
        "plugin_job",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", "job", name=op.f("pk_plugin_job")),
    )
    op.create_index(op.f("ix_plugin_job_next_at"), "plugin_job", ["next_at"], unique=False)
    op.create_table(
        "plugin_setting",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("plugin_id", "region_id", "key", name=op.f("pk_plugin_setting")),
    )
    op.create_table(
        "plugin_step",
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("plugin_id", "step", name=op.f("pk_plugin_step")),
    )
    op.create_table(
        "region_worksheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin_id", sa.String(length=31), nullable=False),
        sa.Column("region_id", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("for_everyone", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("last_checked", sa.Date(), nullable=False),
        sa.Column("next_check", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_region_worksheet_region_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_worksheet")),
        sa.UniqueConstraint("plugin_id", "region_id", "key", name=op.f("uq_region_worksheet_plugin_id_region_id_key")),
    )
    op.create_index(op.f("ix_region_worksheet_plugin_id"), "region_worksheet", ["plugin_id"], unique=False)
    op.create_index(op.f("ix_region_worksheet_region_id"), "region_worksheet", ["region_id"], unique=False)
    op.add_column("plugin", sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("plugin", sa.Column("is_allowed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("plugin", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("site_epoch", sa.Column("plugins", sa.Integer(), nullable=False, server_default="0"))
    for table in CONTRIBUTED:
        op.add_column(table, sa.Column("shipped", sa.JSON(), nullable=False, server_default="{}"))
        op.add_column(table, sa.Column("waiting", sa.JSON(), nullable=False, server_default="{}"))
        op.add_column(table, sa.Column("is_hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("is_dropped", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("is_adopted", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("shipped_key", sa.String(length=80), nullable=False, server_default=""))
        op.add_column(table, sa.Column("previous", sa.JSON(), nullable=False, server_default="{}"))
        op.add_column(table, sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
    copy_tags()
    op.execute(
        "INSERT INTO plugin_activation (plugin_id, region_id, is_on, version, switched_at) "
        "SELECT region.plugin_id, region.id, true, plugin.version, CURRENT_TIMESTAMP "
        "FROM region JOIN plugin ON plugin.id = region.plugin_id"
    )


def copy_tags() -> None:
    """Write each post's tags beside its other words; the rows of tags stay, to search by."""
    found = op.get_bind().execute(sa.text("SELECT post_id, tag FROM post_tag ORDER BY post_id, tag")).all()
    tags: dict[int, list[str]] = {}
    for post_id, tag in found:
        tags.setdefault(post_id, []).append(tag)
    post = sa.table("post", sa.column("id", sa.Integer()), sa.column("tags", sa.JSON()))
    for post_id, names in tags.items():
        op.execute(post.update().where(post.c.id == post_id).values(tags=names))


def downgrade() -> None:
    """Take the platform's tables away again, and before them those of plugins, which refer to the portal's."""
    drop_tables_of_plugins(op.get_bind())
    op.drop_column("site_epoch", "plugins")
    op.drop_column("plugin", "facts")
    op.drop_column("plugin", "is_allowed")
    op.drop_column("plugin", "digest")
    op.drop_column("post", "tags")
    for table in CONTRIBUTED:
        for column in (
            "changed_at",
            "previous",
            "shipped_key",
            "is_adopted",
            "is_dropped",
            "is_hidden",
            "waiting",
            "shipped",
        ):
            op.drop_column(table, column)
    op.drop_index(op.f("ix_region_worksheet_region_id"), table_name="region_worksheet")
    op.drop_index(op.f("ix_region_worksheet_plugin_id"), table_name="region_worksheet")
    op.drop_table("region_worksheet")
    op.drop_table("plugin_step")
    op.drop_table("plugin_setting")
    op.drop_index(op.f("ix_plugin_job_next_at"), table_name="plugin_job")
    op.drop_table("plugin_job")
    op.drop_table("plugin_item")
    op.drop_index(op.f("ix_plugin_incident_plugin_id"), table_name="plugin_incident")
    op.drop_index(op.f("ix_plugin_incident_last_at"), table_name="plugin_incident")
    op.drop_table("plugin_incident")
    op.drop_table("plugin_health")
    op.drop_index("ix_plugin_event_state_next_at", table_name="plugin_event")
    op.drop_table("plugin_event")
    op.drop_table("plugin_breaker")
    op.drop_table("plugin_activation")
    op.drop_index("ix_feed_entry_is_shown_published", table_name="feed_entry")
    op.drop_table("feed_entry")
    op.drop_table("feed_source")
    op.drop_index(op.f("ix_pack_version_plugin_id"), table_name="pack_version")
    op.drop_table("pack_version")
    op.drop_table("county_decision")


def drop_tables_of_plugins(connection: sa.Connection) -> None:
    """Drop every table whose name says that it is a plugin's."""
    names = [name for name in sa.inspect(connection).get_table_names() if name.startswith("plg_")]
    quote = connection.dialect.identifier_preparer.quote
    if connection.dialect.name != "sqlite":
        for name in names:
            op.execute(f"DROP TABLE {quote(name)} CASCADE")
        return
    op.execute("PRAGMA defer_foreign_keys = ON")  # rows may refer to each other in a circle
    for name in names:
        op.execute(sa.delete(sa.table(name)))
    for name in names:
        op.execute(f"DROP TABLE {quote(name)}")
