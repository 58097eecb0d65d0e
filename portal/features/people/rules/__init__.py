"""Decide who may let a person go and who may take one in, which accounts rest, and what is asked when. Values only."""

from portal.features.people.rules.transferring import OFFER_LIVES, Side, may_let_go, may_take_in, sides_of

__all__ = ["OFFER_LIVES", "Side", "may_let_go", "may_take_in", "sides_of"]
