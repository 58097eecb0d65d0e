"""What templates can use, and that a name they are not given is an error."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from jinja2 import StrictUndefined

from portal.foundation.clock import CALIFORNIA
from portal.web.settings import settings_here
from portal.web.slots import is_explaining, site_footer, slot

if TYPE_CHECKING:
    from flask import Flask

PORTAL_NAME = "SOP Regional Portal"


def install_templating(app: Flask) -> None:
    """Give the templates their filters and values."""
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(date_long=date_long, date_iso=date_iso, moment_long=moment_long, phone_href=phone_href)
    app.jinja_env.globals.update(
        slot=slot,
        is_explaining=is_explaining,
        site_footer=site_footer,
        portal_name=PORTAL_NAME,
        quick_exit_url=quick_exit_url,
    )


def quick_exit_url() -> str:
    """Return where the way out of a page for families leads (for templates)."""
    return settings_here().quick_exit_url


def day_of(moment: date | datetime) -> date:
    """Return the day in California of a moment; a day stays as it is."""
    return moment.astimezone(CALIFORNIA).date() if isinstance(moment, datetime) else moment


def date_long(moment: date | datetime) -> str:
    """Write a day out: November 24, 2026."""
    day = day_of(moment)
    return f"{day:%B} {day.day}, {day.year}"


def moment_long(moment: datetime) -> str:
    """Write a moment out, in California's time: November 24, 2026, 3:05 pm."""
    return f"{date_long(moment)}, {time_of_day(moment)}"


def time_of_day(moment: datetime) -> str:
    """Write the time of a moment, in California's time: 3:05 pm."""
    return f"{moment.astimezone(CALIFORNIA):%I:%M %p}".lstrip("0").lower()


def date_iso(moment: date | datetime) -> str:
    """Write a day for machines: 2026-11-24."""
    return day_of(moment).isoformat()


def phone_href(number: str) -> str:
    """Return the address that dials a North American number: tel:+15305550100."""
    digits = re.sub(r"\D", "", number)
    return f"tel:+{digits if digits.startswith('1') else '1' + digits}"
