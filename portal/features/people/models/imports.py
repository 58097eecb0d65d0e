"""Tables of files of people, and of their rows until these are done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class PeopleImport(Model):
    """A file of people; `state` is preview, running or done. Nothing of it was done before it was confirmed.

    `seen` says in words how the file was read, `unread` names the columns that were not. `asked_by_id` is nobody for
    the terminal. `invited` and `changed` count rows that are done and therefore deleted.
    """

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    file_name: Mapped[str] = mapped_column(String(120))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), index=True, default="preview")
    seen: Mapped[str] = mapped_column(default="")
    unread: Mapped[list[str]] = mapped_column(default_factory=list)
    header: Mapped[list[str]] = mapped_column(default_factory=list)
    blank: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    invited: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)


class PeopleImportRow(Model):
    """A row of such a file, until it is done: what it says of a person, its state, and which cell is the reason.

    `state` is ready, changed, same, waiting or bad. `cells` are those of the file, formulas left out.
    """

    __tablename__ = "people_import_row"
    __table_args__ = (Index("ix_people_import_row_import_id_state_number", "import_id", "state", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    county_fips: Mapped[str] = mapped_column(String(5))
    roles: Mapped[str] = mapped_column(String(120))
    cell: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str]
    cells: Mapped[list[str]]
