"""Hashing, comparing and judging passwords."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from portal.features.accounts import passwords


class CountingHasher(PasswordHasher):
    """A real hasher that counts how often it compares."""

    compared = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the name it has there
        type(self).compared += 1
        return super().verify(hash, password)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> type[CountingHasher]:
    monkeypatch.setattr(CountingHasher, "compared", 0)
    monkeypatch.setattr(passwords, "hasher", CountingHasher(time_cost=1, memory_cost=8, parallelism=1))
    return CountingHasher


def test_the_real_parameters_are_argon2id_with_at_least_19_mebibytes_and_two_rounds() -> None:
    real = PasswordHasher()

    found = extract_parameters(real.hash("seven quiet herons wade"))

    assert found.type is Type.ID
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert found.salt_len >= 16
    assert found.hash_len >= 32


def test_the_portal_hashes_with_the_librarys_own_parameters() -> None:
    tree = ast.parse(Path(passwords.__file__).read_text(encoding="utf-8"))

    made = [
        ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "hasher"
    ]

    assert made == ["PasswordHasher()"]


def test_a_password_matches_its_own_hash_and_no_other() -> None:
    kept = passwords.hash_password("seven quiet herons wade")

    assert passwords.matches("seven quiet herons wade", kept)
    assert not passwords.matches("seven quiet herons wad", kept)
    assert not passwords.matches("", kept)


def test_two_hashes_of_one_password_differ() -> None:
    assert passwords.hash_password("seven quiet herons wade") != passwords.hash_password("seven quiet herons wade")


def test_a_password_is_told_apart_in_its_last_character_however_long() -> None:
    long = "wide river " * 90

    assert not passwords.matches(long + "a", passwords.hash_password(long + "b"))


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_without_a_usable_hash_nothing_matches(kept: str | None) -> None:
    assert not passwords.matches("seven quiet herons wade", kept)


def test_an_unknown_account_compares_as_often_as_a_known_one(counting: type[CountingHasher]) -> None:
    kept = passwords.hash_password("seven quiet herons wade")

    passwords.matches("wrong", kept)
    known = counting.compared
    passwords.matches("wrong", None)

    assert (known, counting.compared) == (1, 2)


def test_a_hash_of_weaker_parameters_is_made_anew() -> None:
    strong, weak = PasswordHasher(), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    assert strong.check_needs_rehash(weak.hash("seven quiet herons wade"))
    assert not passwords.needs_rehash(passwords.hash_password("seven quiet herons wade"))


@pytest.mark.parametrize(
    "password", ["password1234567", "qwertyuiopasdfgh", "1234567890123456", "iloveyouiloveyou", "Password1Password1"]
)
def test_common_passwords_are_known(password: str) -> None:
    assert passwords.is_common(password, about=[])


@pytest.mark.parametrize("password", ["seven quiet herons wade", "orchard lantern river demo"])
def test_four_unrelated_words_are_not_common(password: str) -> None:
    assert not passwords.is_common(password, about=["Ana Flores", "ana@butte.example"])


def test_a_very_long_password_is_judged_by_its_beginning() -> None:
    assert passwords.is_common("a" * 100_000, about=[])
    assert not passwords.is_common("seven quiet herons wade " * 4_000, about=[])


def test_tokens_are_256_random_bits_and_only_their_hash_is_kept() -> None:
    token, other = passwords.new_token(), passwords.new_token()

    assert token != other
    assert len(token) >= 43
    assert passwords.hash_token(token) == passwords.hash_token(token) != passwords.hash_token(other)
    assert len(passwords.hash_token(token)) == 64
    assert token not in passwords.hash_token(token)


def test_a_subject_is_hashed_with_the_portals_secret() -> None:
    one = passwords.hash_subject("account ana@butte.example", "secret one")

    assert one != passwords.hash_subject("account ana@butte.example", "secret two")
    assert one != passwords.hash_subject("account ben@fresno.example", "secret one")
    assert "ana" not in one
