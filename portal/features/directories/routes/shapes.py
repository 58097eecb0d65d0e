"""What the portal tells directories of itself and of people, in SCIM's words; only what it keeps has a place there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ComplexAttribute,
    ETag,
    ExtensibleStringEnum,
    Filter,
    Meta,
    Patch,
    Required,
    Resource,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

from portal.features.directories import queries
from portal.features.directories.rules import Facts
from portal.foundation.errors import Invalid

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.directories.models import DirectoryPerson

MOST_RESULTS = 200


class Name(ComplexAttribute):
    """The parts of a name."""

    formatted: str | None = None
    """The full name, as it is shown."""
    family_name: str | None = None
    """The family name."""
    given_name: str | None = None
    """The given name."""


class Email(ComplexAttribute):
    """A mail address."""

    class Type(ExtensibleStringEnum):
        """What an address is for."""

        work = "work"

    value: Annotated[str | None, Required.true] = None
    """The address."""
    type: Type | None = None
    """What it is for: the portal keeps the work address and no other."""
    primary: bool | None = None
    """Whether it is the address to use."""


class User(Resource[Any]):
    """A person of the county's staff."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The name by which the directory knows the person; the mail address where it has said nothing yet."""
    name: Name | None = None
    """The parts of the name."""
    display_name: str | None = None
    """The name the portal shows."""
    active: Annotated[bool | None, Required.true] = None
    """Whether the account is open."""
    emails: Annotated[list[Email] | None, Required.true] = None
    """The work address, to which the invitation goes and with which the person signs in."""


CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST_RESULTS),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=False),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Token of the county's directory",
            description="Made and ended under Administration, Directories. It reaches the county's own staff only.",
            primary=True,
        )
    ],
)
PROVIDER = ScimProvider(
    models=[User],
    config=CONFIG,
    policy=ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,  # directories send more about people than the portal wants to know
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
)


def user_of(account: Account, row: DirectoryPerson | None) -> User:
    """Return a person as directories are told of one."""
    facts = queries.facts_of(account, row)
    moments = [account.created_at, account.closed_at, row.changed_at if row else None]
    name = Name(formatted=facts.formatted_name, family_name=facts.family_name, given_name=facts.given_name)
    return User(
        id=str(account.id),
        external_id=facts.external_id,
        user_name=facts.user_name,
        name=name if any((facts.formatted_name, facts.family_name, facts.given_name)) else None,
        display_name=facts.display_name,
        active=facts.is_active,
        emails=[Email(value=facts.email, type=Email.Type.work, primary=facts.is_primary)],
        meta=Meta(
            resource_type="User",
            created=account.created_at,
            last_modified=max(moment for moment in moments if moment),
            version=version_of(account, facts),
        ),
    )


def version_of(account: Account, facts: Facts) -> str:
    """Return the mark of what is told: another one whenever something of it is different."""
    mark = hashlib.sha256(f"{account.id} {facts!r}".encode()).hexdigest()
    return f'W/"{mark[:24]}"'


def facts_in(user: User) -> Facts:
    """Return what a directory says of a person. Of several addresses the primary one counts, else the one for work."""
    emails = sorted(user.emails or [], key=lambda email: (not email.primary, email.type != Email.Type.work))
    if not emails or not emails[0].value:
        raise Invalid("emails: a person needs a work address.")
    name = user.name or Name()
    return Facts(
        user_name=user.user_name or "",
        email=emails[0].value,
        is_active=bool(user.active),
        external_id=user.external_id or None,
        display_name=user.display_name or None,
        given_name=name.given_name or None,
        family_name=name.family_name or None,
        formatted_name=name.formatted or None,
        is_primary=emails[0].primary,
    )
