# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Routes about the keys of sensors. For administrators; the secret of a key is in one answer only."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from baken.governance.model import Principal
from baken.identity.identity import Identity
from baken.identity.model import SensorKey
from baken.identity.security_events import SecurityEvent, SecurityEventKind
from baken.identity.sign_in import acting
from baken.service.http.account_routes import ADMINISTER
from baken.service.http.identity_bodies import KeyBody, KeysBody, NewKeyBody, NewKeyRequest, RotationRequest
from baken.service.http.in_threads import in_thread
from baken.service.http.problems import InvalidInputError
from baken.service.http.signed_in import AnyRequest, read, signed_in
from baken.service.node import Node


@get("/api/v1/keys", operation_id="listKeys", tags=["identity"], opt=ADMINISTER)
async def keys(node: NamedDependency[Node], request: AnyRequest) -> KeysBody:
    """Return every key of a sensor, without its secret."""
    signed_in(request)
    return KeysBody(keys=[_body(key) for key in await in_thread(node.identity.keys.all)])


@post("/api/v1/keys", operation_id="createKey", tags=["identity"], opt=ADMINISTER)
async def create_key(node: NamedDependency[Node], request: AnyRequest, data: JSONBody[NewKeyRequest]) -> NewKeyBody:
    """Make a key for a sensor; this answer is the only place where its secret is."""
    by, wish = acting(signed_in(request).account), await read(request, type(data))
    if wish.activity not in node.governance.activities.ids:
        known = ", ".join(sorted(node.governance.activities.ids))
        raise InvalidInputError("There is no such processing activity.", remedy=f"Use one of: {known}.")
    key, secret = await in_thread(
        node.identity.keys.create,
        name=wish.name,
        activity=wish.activity,
        datastreams=wish.datastreams,
        rate_per_s=wish.rate_per_s,
        expires_at=wish.expires_at,
    )
    _told(node.identity, SecurityEventKind.KEY_CREATED, by, key)
    return NewKeyBody(key=_body(key), secret=secret)


@post("/api/v1/keys/{key_id:str}/rotation", operation_id="rotateKey", tags=["identity"], opt=ADMINISTER)
async def rotate_key(
    node: NamedDependency[Node], request: AnyRequest, key_id: FromPath[str], data: JSONBody[RotationRequest]
) -> NewKeyBody:
    """Give a key a new secret; the one from before stays valid for a while, so that no observation is lost."""
    by, wish = acting(signed_in(request).account), await read(request, type(data))
    key, secret = await in_thread(node.identity.keys.rotate, key_id, grace=timedelta(seconds=wish.grace_s))
    _told(node.identity, SecurityEventKind.KEY_ROTATED, by, key)
    return NewKeyBody(key=_body(key), secret=secret)


@delete("/api/v1/keys/{key_id:str}", operation_id="revokeKey", tags=["identity"], opt=ADMINISTER)
async def revoke_key(node: NamedDependency[Node], request: AnyRequest, key_id: FromPath[str]) -> None:
    """End a key at once."""
    by = acting(signed_in(request).account)
    await in_thread(node.identity.keys.revoke, key_id)
    _told(node.identity, SecurityEventKind.KEY_REVOKED, by, await in_thread(node.identity.keys.get, key_id))


def _told(identity: Identity, kind: SecurityEventKind, by: Principal, key: SensorKey) -> None:
    identity.events.write(SecurityEvent(kind=kind, principal=by, about=key.id, activity=key.activity))


def _body(key: SensorKey) -> KeyBody:
    return KeyBody(
        id=key.id,
        name=key.name,
        role=key.role.value,
        activity=key.activity,
        datastreams=None if key.datastreams is None else sorted(key.datastreams),
        rate_per_s=key.rate_per_s,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        expires_at=key.expires_at,
        rotated_at=key.rotated_at,
        previous_until=key.previous_until,
        revoked_at=key.revoked_at,
    )


KEY_ROUTES: Final = (keys, create_key, rotate_key, revoke_key)
