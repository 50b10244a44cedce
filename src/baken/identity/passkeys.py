# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys (WebAuthn level 3): sign in with a device that knows its owner; nothing can be guessed or phished.

User verification is required, so that a passkey alone is two factors: the device, and the finger, face or PIN that
opens it. No attestation is asked: which brand somebody has is not our business.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select

from baken.identity.errors import IdentityError, UnauthenticatedError, UnknownError
from baken.identity.model import Passkey
from baken.identity.tables import PASSKEY
from baken.vocabulary.time import from_us, to_us

if TYPE_CHECKING:
    from sqlalchemy import Row

    from baken.identity.challenges import Challenges
    from baken.identity.model import Account
    from baken.identity.tables import Tables
    from baken.vocabulary.time import Clock

_ADD: Final = "passkey-add"
_SHOW: Final = "passkey-show"
_MOST: Final = 20
_LONGEST_NAME: Final = 100
_LONGEST_ID: Final = 1400


class RelyingParty(NamedTuple):
    """For whom a passkey is: the origin of our pages, and its host name."""

    origin: str

    @property
    def id(self) -> str:
        """Return the host name.

        Examples
        --------
        >>> RelyingParty("https://baken.example:8443").id
        'baken.example'
        """
        return urlsplit(self.origin).hostname or ""


class Passkeys:
    """Adds, checks and removes passkeys."""

    def __init__(self, tables: Tables, clock: Clock, challenges: Challenges) -> None:
        self._tables = tables
        self._clock = clock
        self._challenges = challenges

    def of_account(self, account: str) -> list[Passkey]:
        """Return the passkeys of an account, oldest first."""
        query = select(PASSKEY).where(PASSKEY.c.account == account).order_by(PASSKEY.c.created_us)
        with self._tables.reading() as connection:
            return [_passkey(row) for row in connection.execute(query)]

    def options_to_add(self, account: Account, party: RelyingParty, bound_to: str) -> dict[str, Any]:
        """Return what ``navigator.credentials.create`` is asked, as JSON."""
        from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialDescriptor,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        there = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(p.id)) for p in self.of_account(account.id)]
        options = generate_registration_options(
            rp_id=party.id,
            rp_name="Baken",
            user_id=account.id.encode(),
            user_name=account.login,
            user_display_name=account.name,
            challenge=base64url_to_bytes(self._challenges.make(_ADD, bound_to, account=account.id)),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=there,
        )
        decoded: dict[str, Any] = json.loads(options_to_json(options))
        return decoded

    def add(
        self, account: Account, party: RelyingParty, bound_to: str, name: str, credential: dict[str, Any]
    ) -> Passkey:
        """Keep a new passkey, and return it.

        Raises
        ------
        UnauthenticatedError
            When it is not the answer to what we asked.
        IdentityError
            When it is known already, or there are too many.
        """
        from webauthn import base64url_to_bytes, verify_registration_response
        from webauthn.helpers import bytes_to_base64url

        challenge = _challenge_of(credential)
        if self._challenges.take(_ADD, challenge, bound_to).get("account") != account.id:
            raise _refusal()
        with _refusing():
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        passkey = Passkey(
            id=bytes_to_base64url(verified.credential_id),
            account=account.id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports(credential),
            name=_name(name),
            is_backed_up=verified.credential_backed_up,
            created_at=self._clock.now(),
        )
        self._keep(passkey)
        return passkey

    def options_to_show(self, party: RelyingParty, bound_to: str) -> dict[str, Any]:
        """Return what ``navigator.credentials.get`` is asked: any passkey of this service that the device has."""
        from webauthn import base64url_to_bytes, generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=party.id,
            challenge=base64url_to_bytes(self._challenges.make(_SHOW, bound_to)),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        decoded: dict[str, Any] = json.loads(options_to_json(options))
        return decoded

    def check(self, party: RelyingParty, bound_to: str, credential: dict[str, Any]) -> str:
        """Return the id of the account whose passkey was shown.

        Raises
        ------
        UnauthenticatedError
            When it is not the answer to what we asked, is of nobody, or comes from a copy of the device.
        """
        from webauthn import base64url_to_bytes, verify_authentication_response

        challenge = _challenge_of(credential)
        self._challenges.take(_SHOW, challenge, bound_to)
        passkey = self._find(credential.get("id"))
        if passkey is None or not _is_handle_of(credential, passkey.account):
            raise _refusal()
        with _refusing():
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=base64url_to_bytes(challenge),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        values = {
            "sign_count": verified.new_sign_count, "is_backed_up": verified.credential_backed_up,
            "last_used_us": to_us(self._clock.now()),
        }  # fmt: skip
        with self._tables.writing(is_change=False) as connection:
            connection.execute(PASSKEY.update().where(PASSKEY.c.id == passkey.id).values(**values))
        return passkey.account

    def remove(self, account: str, passkey: str) -> None:
        """Forget a passkey of an account.

        Raises
        ------
        UnknownError
            When the account has no such passkey.
        """
        with self._tables.writing() as connection:
            these = PASSKEY.delete().where(PASSKEY.c.account == account, PASSKEY.c.id == passkey)
            if connection.execute(these).rowcount == 0:
                raise UnknownError("There is no such passkey.")

    def remove_all(self, account: str) -> None:
        """Forget every passkey of an account."""
        with self._tables.writing() as connection:
            connection.execute(PASSKEY.delete().where(PASSKEY.c.account == account))

    def _find(self, number: object) -> Passkey | None:
        if not isinstance(number, str) or len(number) > _LONGEST_ID:
            return None
        with self._tables.reading() as connection:
            row = connection.execute(select(PASSKEY).where(PASSKEY.c.id == number)).first()
        return None if row is None else _passkey(row)

    def _keep(self, passkey: Passkey) -> None:
        row = {
            "id": passkey.id, "account": passkey.account, "public_key": passkey.public_key,
            "sign_count": passkey.sign_count, "transports": ",".join(passkey.transports), "name": passkey.name,
            "is_backed_up": passkey.is_backed_up, "created_us": to_us(passkey.created_at), "last_used_us": None,
        }  # fmt: skip
        with self._tables.writing() as connection:
            if connection.execute(select(PASSKEY.c.id).where(PASSKEY.c.id == passkey.id)).first():
                raise IdentityError("This passkey is known already.")
            there = connection.execute(select(PASSKEY.c.id).where(PASSKEY.c.account == passkey.account)).all()
            if len(there) >= _MOST:
                raise IdentityError(f"An account has at most {_MOST} passkeys.", remedy="Remove one first.")
            connection.execute(PASSKEY.insert(), row)


class _refusing:  # noqa: N801 - reads as a word of the with statement
    """Turns what the library says about a credential into a refusal that tells nothing."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        if kind is not None and issubclass(kind, Exception):
            raise _refusal() from error


def _refusal() -> UnauthenticatedError:
    return UnauthenticatedError("This passkey is not right.", remedy="Begin again, or use another way to sign in.")


def _response(credential: dict[str, Any]) -> dict[str, Any]:
    response = credential.get("response")
    return response if isinstance(response, dict) else {}


def _challenge_of(credential: dict[str, Any]) -> str:
    """Return which challenge this claims to answer; whether it does, the signature says."""
    from webauthn import base64url_to_bytes

    with _refusing():
        client = json.loads(base64url_to_bytes(str(_response(credential)["clientDataJSON"])))
        return str(client["challenge"])
    raise _refusal()


def _is_handle_of(credential: dict[str, Any], account: str) -> bool:
    from webauthn import base64url_to_bytes

    with _refusing():
        return base64url_to_bytes(str(_response(credential)["userHandle"])) == account.encode()
    raise _refusal()


def _transports(credential: dict[str, Any]) -> tuple[str, ...]:
    known = {"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}
    told = _response(credential).get("transports")
    return tuple(sorted({t for t in told if isinstance(t, str)} & known)) if isinstance(told, list) else ()


def _name(name: str) -> str:
    text = name.strip()
    if not text or len(text) > _LONGEST_NAME or not text.isprintable():
        raise IdentityError(f"A passkey has a name of 1 to {_LONGEST_NAME} characters.")
    return text


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        account=row.account,
        public_key=row.public_key,
        sign_count=row.sign_count,
        transports=tuple(filter(None, row.transports.split(","))),
        name=row.name,
        is_backed_up=row.is_backed_up,
        created_at=from_us(row.created_us),
        last_used_at=None if row.last_used_us is None else from_us(row.last_used_us),
    )
