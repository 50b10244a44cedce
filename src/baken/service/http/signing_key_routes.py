# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the keys with which things sign their observations. For administrators; nothing in them is secret."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.governance.lists import Action
from baken.identity.security_events import SecurityEventKind, tell
from baken.identity.sign_in import acting
from baken.observation.authenticity.model import SigningKey
from baken.observation.authenticity.signer import decode, encode
from baken.observation.catalogue import Kind
from baken.service.http.access import access
from baken.service.http.bodies import Body
from baken.service.http.in_threads import in_thread
from baken.service.http.problems import InvalidInputError, NotFoundError
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.node import Node

_PATH: Final = "/api/v1/things/{thing_id:int}/signing-keys"
_ADMINISTER: Final = access(Action.ADMINISTER)


class SigningKeyBody(Body, frozen=True):
    """The public half of a key of a thing; 32 bytes as base64url."""

    id: str
    name: str
    public_key: str
    registered_at: datetime
    registered_by: str
    revoked_at: datetime | None


class SigningKeysBody(Body, frozen=True):
    """The signing keys of a thing, and whether it must sign."""

    thing_id: int
    is_required: bool
    keys: list[SigningKeyBody]


class NewSigningKeyRequest(Body, frozen=True, forbid_unknown_fields=True):
    """A public key to register: 32 bytes, base64url without padding."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    public_key: Annotated[str, msgspec.Meta(min_length=43, max_length=43)]


@get(_PATH, operation_id="listSigningKeys", tags=["authenticity"], opt=_ADMINISTER)
async def signing_keys(node: NamedDependency[Node], thing_id: FromPath[int]) -> SigningKeysBody:
    """Return the signing keys of a thing, also the revoked ones."""
    _require_thing(node, thing_id)
    keys = node.authenticity.keys
    found = await in_thread(keys.of_thing, thing_id)
    return SigningKeysBody(thing_id=thing_id, is_required=keys.requires(thing_id), keys=[_body(key) for key in found])


@post(_PATH, operation_id="registerSigningKey", tags=["authenticity"], opt=_ADMINISTER)
async def register_signing_key(
    node: NamedDependency[Node], request: AnyRequest, thing_id: FromPath[int], data: JSONBody[NewSigningKeyRequest]
) -> SigningKeyBody:
    """Register a public key; from now on every observation of the thing must be signed."""
    by, wish = acting(signed_in(request).account), await read(request, type(data))
    _require_thing(node, thing_id)
    try:
        public = decode(wish.public_key)
    except ValueError as error:
        raise InvalidInputError("publicKey is not base64url without padding.") from error
    register = node.authenticity.keys.register
    key = await in_thread(register, thing_id, public, name=wish.name, at=datetime.now(UTC), by=by.id)
    because = f"Thing {thing_id} signs with a new key."
    tell(node.security_log, SecurityEventKind.KEY_CREATED, because, by=by, about=key.id)
    return _body(key)


@delete(_PATH + "/{key_id:str}", operation_id="revokeSigningKey", tags=["authenticity"], opt=_ADMINISTER)
async def revoke_signing_key(
    node: NamedDependency[Node], request: AnyRequest, thing_id: FromPath[int], key_id: FromPath[str]
) -> None:
    """End a signing key at once; the thing must still sign, with another one."""
    by = acting(signed_in(request).account)
    key = node.authenticity.keys.find(key_id)
    if key is None or key.thing_id != thing_id:
        raise NotFoundError("There is no such signing key.")
    await in_thread(node.authenticity.keys.revoke, key_id, at=datetime.now(UTC), by=by.id)
    because = f"Thing {thing_id} signs with it no more."
    tell(node.security_log, SecurityEventKind.KEY_REVOKED, because, by=by, about=key_id)


def _require_thing(node: Node, thing_id: int) -> None:
    if node.catalogue.get(Kind.THING, thing_id) is None:
        raise NotFoundError(f"There is no Thing with id {thing_id}.")


def _body(key: SigningKey) -> SigningKeyBody:
    return SigningKeyBody(
        id=key.id,
        name=key.name,
        public_key=encode(key.public_key),
        registered_at=key.registered_at,
        registered_by=key.registered_by,
        revoked_at=key.revoked_at,
    )


SIGNING_KEY_ROUTES: Final = (signing_keys, register_signing_key, revoke_signing_key)
