# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deeds: what each kind of request to SensorThings does, in the words of governance.

The parts that serve a request ask governance themselves, for exactly the data that it touches; this table says the same
for people, and the matrix of access that is made from it is tried cell by cell against a running server.
"""

from __future__ import annotations

from typing import Final

import msgspec

from baken.governance.lists import Action, Layer


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of request does.

    Attributes
    ----------
    path
        Below /sta/v1.1; {n} is a datastream, {k} an observation of the activity that is meant.
    action, layer
        What is asked of governance; no layer for what is about no data of an activity.
    seen_with
        Another action with the service as a whole that lets it be seen too.
    needs
        Another action with the same data that is needed too: what may not be read cannot be named.
    """

    method: str
    path: str
    action: Action
    layer: Layer | None = None
    seen_with: Action | None = None
    needs: Action | None = None


DEEDS: Final = (
    Deed(
        method="GET",
        path="/Datastreams({n})",
        action=Action.READ,
        layer=Layer.OBSERVATIONS,
        seen_with=Action.CONFIGURE,
    ),
    Deed(
        method="GET",
        path="/Datastreams({n})/Thing",
        action=Action.READ,
        layer=Layer.OBSERVATIONS,
        seen_with=Action.CONFIGURE,
    ),
    Deed(method="GET", path="/Observations({k})", action=Action.READ, layer=Layer.OBSERVATIONS),
    Deed(method="GET", path="/Observations({k})/Datastream", action=Action.READ, layer=Layer.OBSERVATIONS),
    Deed(
        method="POST",
        path="/Datastreams({n})/Observations",
        action=Action.OBSERVE,
        layer=Layer.OBSERVATIONS,
    ),
    Deed(method="POST", path="/Observations", action=Action.OBSERVE, layer=Layer.OBSERVATIONS),
    Deed(
        method="DELETE",
        path="/Observations({k})",
        action=Action.DELETE,
        layer=Layer.OBSERVATIONS,
        needs=Action.READ,
    ),
    Deed(method="PATCH", path="/Datastreams({n})", action=Action.CONFIGURE),
    Deed(method="DELETE", path="/Datastreams({n})", action=Action.CONFIGURE),
    Deed(method="POST", path="/Things", action=Action.CONFIGURE),
)
