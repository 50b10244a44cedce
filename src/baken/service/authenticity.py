# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wires the door that believes signed observations: keys from the register, refusals into the security log."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from baken.governance.lists import Action, Layer
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.observation.authenticity.door import Authenticity
from baken.observation.authenticity.keys import SigningKeys
from baken.service.places import register_url
from baken.service.reference import REFERENCE
from baken.vocabulary.time import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from baken.governance.log.security_log import SecurityLog
    from baken.observation.authenticity.model import Refusal
    from baken.observation.catalogue import Catalogue
    from baken.observation.protocol import ObservationStore


@contextlib.contextmanager
def opened_authenticity(
    data: Path, catalogue: Catalogue, store: ObservationStore, log: SecurityLog
) -> Iterator[Authenticity]:
    """Open the door of a node for a block.

    The store is looked at only to know whether something newer was said of the same datastream and time.
    """
    keys = SigningKeys(register_url(data))
    try:
        door = Authenticity(keys, thing_of(catalogue), store, SystemClock(), refusals_into(log))
        try:
            yield door
        finally:
            door.close()
    finally:
        keys.close()


def thing_of(catalogue: Catalogue) -> Callable[[int], int | None]:
    """Return what tells to which thing a datastream belongs."""

    def find(datastream_id: int) -> int | None:
        datastream = catalogue.datastream(datastream_id)
        return None if datastream is None else datastream.thing_id

    return find


def refusals_into(log: SecurityLog) -> Callable[[Refusal], None]:
    """Return what writes down that a row was not believed."""

    def write(refusal: Refusal) -> None:
        log.write(
            SecurityEvent(
                kind=SecurityEventKind.SIGNATURE_REJECTED,
                action=Action.OBSERVE,
                layer=Layer.OBSERVATIONS,
                # Events that are about the same are counted together, so why belongs to what it is about.
                about=f"Thing {refusal.thing_id}, Datastream {refusal.datastream_id}: {refusal.why}",
                because=refusal.why.value,
                trace_id=REFERENCE.get(),
            )
        )

    return write
