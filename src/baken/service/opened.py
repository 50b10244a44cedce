# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opened: a city with its files open and governance over them; what serving and importing have in common."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from baken.city.load import load
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.observation.activity_index import ActivityIndex
from baken.observation.catalogue import Catalogue
from baken.observation.city_streams import ensure_streams
from baken.observation.governed_store import GovernedStore
from baken.observation.methods.duckdb_store import DuckDBStore
from baken.observation.quality_control import QualityControl
from baken.observation.register import SqlRegister
from baken.observation.released_store import ReleasedStore
from baken.observation.releases import Releases, noise_secret
from baken.service.account_log import AccountLog
from baken.service.authenticity import opened_authenticity
from baken.service.forecasting.estimate_store import EstimateStore
from baken.service.forecasting.store import ForecastStore
from baken.service.governing import governance_of
from baken.service.identity import opened_identity
from baken.service.logs import opened_logs
from baken.service.places import estimates_file, forecasts_file, make_data_folder, observations_file, register_url
from baken.service.reference import REFERENCE
from baken.service.response.journal import ResponseJournal
from baken.service.unfinished_restore import opening, tidy_unless_going_on
from baken.service.warning.store import WarningStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from baken.city.model import City
    from baken.governance.governing import Governance
    from baken.governance.log.checking import LogCheck
    from baken.governance.log.processing_log import ProcessingLog
    from baken.governance.log.security_log import SecurityLog
    from baken.governance.model import Decision, Principal, Question
    from baken.governance.permit import Permit
    from baken.identity.identity import Identity
    from baken.observation.authenticity.door import Authenticity
    from baken.observation.columns import ObservationColumns
    from baken.observation.protocol import ObservationStore
    from baken.observation.stream import Stream
    from baken.plugin.registry import ConnectorRegistry
    from baken.vocabulary.time import Clock


@dataclass(slots=True)
class Opened:
    """The files of a city, open, with governance over them."""

    city: City
    data: Path
    store: DuckDBStore
    catalogue: Catalogue
    datastream_ids: dict[str, int]
    activity_index: ActivityIndex
    governance: Governance
    processing_log: ProcessingLog
    security_log: SecurityLog
    log_check: LogCheck
    identity: Identity
    authenticity: Authenticity
    releases: Releases
    forecasts: ForecastStore
    responses: ResponseJournal
    estimates: EstimateStore
    warnings: WarningStore

    def governed(self, store: ObservationStore, clock: Clock) -> GovernedStore:
        """Return a store behind purpose control; what leaves the node from it is minimised."""
        return GovernedStore(store, self.activity_index, self.governance, ReleasedStore(store, self.releases, clock))

    def admitted(self, rows: ObservationColumns) -> tuple[ObservationColumns, Permit]:
        """Return the rows whose activity stands and that need no signature, and the node's leave to take them in."""
        permit = self.governance.for_observing()
        ids = self.activity_index.datastreams(permit.activities) - self.authenticity.unsigned(rows)
        kept = np.isin(rows.datastream_id, np.fromiter(ids, np.int32, len(ids)))
        return (rows if kept.all() else rows.take(kept)), permit

    def control(self) -> QualityControl:
        """Return quality control for the city's streams."""
        return QualityControl({self.datastream_ids[s.id]: s for s in self.city.streams})


@contextlib.contextmanager
def opened_city(
    folder: Path, data: Path, now: datetime, registry: ConnectorRegistry, *, is_replay: bool = False
) -> Iterator[Opened]:
    """Open the files of a city for a block.

    Raises
    ------
    CityError, PlaceError, UnfinishedRestoreError, StoreError, RegisterError, ActivityEventError
        When the city has faults, or the data folder or a file in it cannot be used.
    """
    city = load(folder, registry)
    with contextlib.ExitStack() as stack:
        make_data_folder(data)
        with opening(data):
            store = DuckDBStore(observations_file(data))
            stack.callback(store.close)
            catalogue = Catalogue(SqlRegister(register_url(data)))
            stack.callback(catalogue.close)
            ids = ensure_streams(
                catalogue, city.streams, city.gates, city.areas, now=now, activity_of=activity_of_stream(city)
            )
            logs = stack.enter_context(opened_logs(data))
        tidy_unless_going_on(data)
        refused = refusals_into(logs.security)
        governance = stack.enter_context(
            governance_of(city, register_url(data), is_replay=is_replay, on_refused=refused)
        )
        index = ActivityIndex(catalogue)
        accounts = AccountLog(logs.security, logs.processing, governance)
        identity = stack.enter_context(opened_identity(data, city.parties, accounts, city_folder=folder))
        door = stack.enter_context(opened_authenticity(data, catalogue, store, logs.security))
        delays_s = {ids[stream.id]: stream.delay_s for stream in city.streams}
        releases = Releases(catalogue, governance, lambda: noise_secret(data), delays_s)
        forecasts = ForecastStore(forecasts_file(data))
        stack.callback(forecasts.close)
        responses = ResponseJournal(register_url(data))
        stack.callback(responses.close)
        estimates = EstimateStore(estimates_file(data))
        stack.callback(estimates.close)
        warnings = WarningStore(register_url(data))
        stack.callback(warnings.close)
        yield Opened(
            city,
            data,
            store,
            catalogue,
            ids,
            index,
            governance,
            logs.processing,
            logs.security,
            logs.check,
            identity,
            door,
            releases,
            forecasts,
            responses,
            estimates,
            warnings,
        )


def refusals_into(log: SecurityLog) -> Callable[[Principal, Question, Decision], str]:
    """Return what writes a refusal down and gives the reference under which it can be found."""

    def write(principal: Principal, question: Question, decision: Decision) -> str:
        return log.write(
            SecurityEvent(
                kind=SecurityEventKind.REFUSED,
                principal=principal,
                action=question.action,
                layer=question.layer,
                activity=question.activity or "",
                rules=decision.rules,
                because=decision.reason,
                trace_id=REFERENCE.get(),
            )
        )

    return write


def activity_of_stream(city: City) -> Callable[[Stream], str]:
    """Return which processing activity each stream of a city belongs to."""
    return lambda stream: city.coverage.of_stream(stream.id, stream.connector) or ""
