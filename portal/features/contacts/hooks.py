"""What contacts contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for
from markupsafe import Markup

from portal.features.accounts.session import current_viewer, viewer_here
from portal.features.contacts import queries, routes, rules, services
from portal.features.contacts.models import Contact
from portal.features.regions.queries import get_region, list_regions
from portal.features.regions.session import region_here
from portal.features.toolkits.queries import page_addresses
from portal.plugin_host import contributions
from portal.plugin_host.contributions import CheckedItem, SiteGroup, SiteLink
from portal.plugin_host.items import (
    ADDRESS,
    CHOICES,
    DAY,
    FOR_EVERYONE,
    LONG_TEXT,
    MAIL,
    PHONE,
    POSITION,
    ItemField,
    ItemKind,
)
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block
from portal.web.slots import render_own, render_shared

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Declared, Remark

LONGEST_QUERY = 60
FIELDS = (
    ItemField(name="name", label="Name", is_required=True, help="A role or a team lasts longer than a person."),
    ItemField(name="organisation", label="Organisation", is_required=True),
    ItemField(name="what_for", label="What to ask them for", kind=LONG_TEXT, is_required=True),
    ItemField(name="email", label="Email", kind=MAIL),
    ItemField(name="phone", label="Phone", kind=PHONE),
    ItemField(name="url", label="Web page", kind=ADDRESS, help="It begins with https://."),
    ItemField(name="address", label="Postal address"),
    ItemField(name="hours", label="Hours"),
    ItemField(
        name="counties",
        label="Counties they answer for",
        kind=CHOICES,
        help="None ticked: every county of the region.",
        choices_in=lambda region_id: {county.fips: county.name for county in get_region(region_id).counties},
    ),
    ItemField(name="confirmed_on", label="Last confirmed on", kind=DAY, help="When somebody last asked them."),
    FOR_EVERYONE,
    POSITION,
)


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the contacts."""
    app.register_blueprint(routes.blueprint)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in the plugins' contacts."""
    return services.synchronise(declared)


@hookimpl
def portal_items() -> list[ItemKind]:
    """Describe the contacts."""
    return [
        ItemKind(
            hook="portal_contacts",
            noun="contact",
            plural="contacts",
            model=Contact,
            record_type=contributions.Contact,
            address_of=lambda row: url_for("contacts.region_contacts", region_id=row.region_id),
            title="name",
            fields=FIELDS,
        )
    ]


@hookimpl
def portal_checked_items(region_id: str) -> list[CheckedItem]:
    """List the contacts with the day they were confirmed on, and until when that is good."""
    return [
        CheckedItem(
            kind="contacts",
            key=contact.id,
            title=contact.name,
            url=f"{contact.region.url}contacts",
            owner=contact.organisation,
            last_checked=contact.confirmed_on,
            next_check=rules.good_until(contact.confirmed_on),
            sets=("confirmed_on",),
        )
        for contact in queries.list_contacts(region_id)
    ]


@hookimpl
def portal_blocks() -> list[Block]:
    """Answer "who is my contact" on the regional home; fill the statewide section on contacts."""
    return [
        Block(id="contacts.mine", slot="region.home.contact", render=show_my_contact),
        Block(id="contacts.public", slot="region.public.main", order=10, render=show_open_contacts),
        Block(id="contacts.case", slot="toolkit.case", render=show_case_contacts),
        Block(id="contacts.finder", slot="toolkit.section.regional-contacts", order=10, render=show_finder),
        Block(id="contacts.regions", slot="toolkit.section.regional-contacts", order=20, render=show_regions),
    ]


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the contact pages of the reader's regions."""
    return [
        SiteGroup(
            title=region.name,
            links=(
                SiteLink(title=f"{region.label} home", url=region.url),
                SiteLink(title="Contacts", url=f"{region.url}contacts"),
                SiteLink(title="Tools", url=f"{region.url}tools/"),
                SiteLink(title="Posts", url=f"{region.url}posts/"),
            ),
        )
        for region in list_regions()
        if region.id in region_ids
    ]


def show_my_contact() -> Markup:
    """Show the contact that answers for the viewer's county, and that of each other academy which serves it."""
    region, viewer = region_here(), viewer_here()
    served = viewer.county_fips in {county.fips for county in region.counties}
    county_fips = viewer.county_fips if served else None
    contact = rules.contact_for(queries.list_contacts(region.id), county_fips)
    county_name = viewer.county_name if served else None
    beside = [
        rules.contact_for(queries.list_contacts(other.id), viewer.county_fips)
        for other in viewer.regions
        if served and other.id != region.id and viewer.county_fips in {county.fips for county in other.counties}
    ]
    values = {"contact": contact, "county_name": county_name, "beside": [one for one in beside if one]}
    return render_own("contacts/_my_contact.html", region=region, **values)


def show_case_contacts() -> Markup:
    """Show who to call at a moment of a case: the contact of each of the viewer's own regions, and of no other."""
    viewer = current_viewer()
    contacts = []
    for region in viewer.regions if viewer else ():
        served = viewer is not None and viewer.county_fips in {county.fips for county in region.counties}
        contact = rules.contact_for(queries.list_contacts(region.id), viewer.county_fips if viewer and served else None)
        if contact is not None:
            contacts.append((contact, viewer.county_name if viewer and served else None))
    address = page_addresses().get("regional-contacts", "")
    return render_own("contacts/_case_call.html", contacts=contacts, is_stranger=viewer is None, regions_url=address)


def show_open_contacts() -> Markup:
    """Show the contacts of a region that anybody may see."""
    region = region_here()
    return render_shared("contacts/_open.html", contacts=queries.list_open_contacts_of(region.id), region=region)


def show_finder() -> Markup:
    """Show the form that finds a county's region, and what it found."""
    query = " ".join(request.args.get("county", "").split())[:LONGEST_QUERY]
    matches = [(county.name, county.regions, county.is_confirmed) for county in queries.match_counties(query)]
    return render_shared("contacts/_finder.html", query=query, matches=matches, regions=list_regions())


def show_regions() -> Markup:
    """Show every region with what anybody may see of its contacts."""
    return render_shared("contacts/_region_cards.html", cards=queries.list_open_contacts())
