# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Specimen: a SensorThings service over a specimen of governance, to try things on in tests and benches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance import specimen
from baken.observation.activity_index import ActivityIndex
from baken.observation.governed_store import GovernedStore
from baken.observation.intake import Intake
from baken.observation.quality_control import QualityControl
from baken.service.sensorthings.app import SensorThingsApp

if TYPE_CHECKING:
    from baken.governance.governing import Governance
    from baken.observation.catalogue import Catalogue
    from baken.observation.protocol import ObservationStore
    from baken.service.sensorthings.http import Receive, Scope, Send
    from baken.vocabulary.time import Clock


class SensorThingsSpecimen:
    """An ASGI application: a catalogue and a store, asked by one principal.

    Attributes
    ----------
    principal
        Who asks; the administrator of the specimen until somebody else is put there.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        store: ObservationStore,
        clock: Clock,
        root_url: str,
        governance: Governance | None = None,
    ) -> None:
        self.governance = governance or specimen.governance()
        self.index = ActivityIndex(catalogue)
        self.store = GovernedStore(store, self.index, self.governance)
        self.intake = Intake(self.store, QualityControl({}))
        self.principal = specimen.ADMINISTRATOR
        self.app = SensorThingsApp(
            catalogue, self.store, self.intake, clock, root_url, governance=self.governance, index=self.index
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the principal."""
        scope.setdefault("state", {})["principal"] = self.principal
        await self.app(scope, receive, send)
