"""Stand between SCIM and what the portal keeps: resources to people, refusals to SCIM's errors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from scim2_models import (
    ConflictException,
    InvalidFilterException,
    InvalidValueException,
    NotFoundException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from portal.features.accounts.queries import LARGEST_ID, get_account
from portal.features.accounts.services import TAKEN
from portal.features.directories import posting, queries, services
from portal.features.directories.routes.filters import LONGEST_FILTER, UNDERSTOOD, conditions_of
from portal.features.directories.routes.shapes import MOST_RESULTS, User, facts_in, user_of
from portal.foundation import errors as refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.features.accounts.models import Account
    from portal.features.directories.queries import Directory
    from portal.features.directories.services import Change


class PeopleStorage(ScimStorage):
    """The people of one county, for one request of its directory.

    A change is made in the transaction in which the library read the person and compared the marks, and nobody else
    writes meanwhile: `expected_version` cannot be another one. `reached` is whom the request asked for and the
    directory does not reach: the answer is that nobody is there.
    """

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.reached: int | None = None

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> User:
        """Return a person."""
        return self.shown(self.person(resource_id))

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Return a part of the people who meet a filter, and how many they are."""
        wanted = search_request.filter
        if wanted is not None and len(wanted) > LONGEST_FILTER:
            raise InvalidFilterException(detail=UNDERSTOOD)
        after = min(max(search_request.start_index or 1, 1) - 1, LARGEST_ID)
        most = MOST_RESULTS if search_request.count is None else min(max(search_request.count, 0), MOST_RESULTS)
        total, people = queries.list_people(
            self.directory, conditions_of(self.directory, wanted), after=after, most=most
        )
        rows = queries.rows_of(self.directory, people)
        return SearchPage(total, [user_of(account, rows.get(account.id)) for account in people])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> User:
        """Add a person, and invite them."""
        with in_scims_words():
            return self.told(services.add_person(self.directory, facts_in(cast("User", resource))))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> User:
        """Make a person what the directory says."""
        account = self.person(resource.id or "")
        with in_scims_words():
            return self.told(services.change_person(self.directory, account, facts_in(cast("User", resource))))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Close a person's account, and answer from now on that nobody is there."""
        account = self.person(resource_id)
        with in_scims_words():
            services.drop_person(self.directory, account)

    def person(self, resource_id: str) -> Account:
        """Return the account of a person within reach, or refuse; remember whom the directory does not reach."""
        is_number = resource_id.isascii() and resource_id.isdigit() and len(resource_id) <= len(str(LARGEST_ID))
        number = int(resource_id) if is_number else LARGEST_ID + 1
        account = queries.find_person(self.directory, number) if number <= LARGEST_ID else None
        if account is None:
            self.reached = number if queries.is_beyond_reach(self.directory, number) else None
            raise NotFoundException(detail="There is no such person.")
        return account

    def shown(self, account: Account) -> User:
        """Return a person as directories are told of one."""
        return user_of(account, queries.rows_of(self.directory, [account]).get(account.id))

    def told(self, change: Change) -> User:
        """Post the mail a change is due, and return the person as they are now."""
        posting.tell(self.directory, change)
        return self.shown(get_account(change.account.id))


@contextmanager
def in_scims_words() -> Iterator[None]:
    """Turn what a rule refuses into SCIM's own errors."""
    try:
        yield
    except refusals.Invalid as refusal:
        raise InvalidValueException(detail=refusal.sentence) from refusal
    except refusals.Conflict as refusal:
        kind = UniquenessException if refusal.sentence == TAKEN else ConflictException
        raise kind(detail=refusal.sentence) from refusal
