# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Try a source: fetch once, or listen for a while, and show what comes; nothing is stored."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from baken.city.read_streams import settings_of
from baken.errors import BakenError
from baken.plugin.live import Poll, has_history, is_live
from baken.plugin.protocol import ConnectorError, HistoryQuery, Series, Settings, SettingsError
from baken.plugin.recorded import RecordedConnector
from baken.service.sources.glimpse import Glimpse
from baken.service.sources.hearing import endpoint_for, received
from baken.service.sources.stream_block import stream_block
from baken.service.sources.trial_report import Reader, Row, TrialReport, rows_of
from baken.vocabulary.time import to_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from baken.plugin.live import Delivery, Endpoint, LiveConnector
    from baken.plugin.manifest import Manifest
    from baken.plugin.protocol import Connector
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.sources.secrets import Secrets
    from baken.vocabulary.time import Clock

_ANYWHERE: Final = "https://example.org/"
MOST_BLOCKS: Final = 3


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is tried.

    Attributes
    ----------
    city
        Folder of a city, finished or not; its settings of the connector are used.
    settings
        A settings file in place of that of a city.
    url
        In place of the address in the settings; ``mqtt://host:port/topic`` for a broker.
    file
        A recorded delivery, in place of the provider.
    endpoint
        Which one, when there are several; else the first.
    series
        Only series whose name at the provider has this in it.
    patience_s
        How long to wait for a delivery or for messages.
    """

    connector: str
    city: Path | None = None
    settings: Path | None = None
    url: str = ""
    file: Path | None = None
    endpoint: str = ""
    series: str = ""
    patience_s: float = 40.0


class TrialError(BakenError):
    """What was wished cannot be tried."""


async def tried(wish: Wish, registry: ConnectorRegistry, secrets: Secrets, clock: Clock) -> TrialReport:
    """Return what a source delivers now.

    Raises
    ------
    BakenError
        Saying why nothing can be shown.
    """
    city = Glimpse() if wish.city is None else Glimpse.of(wish.city, wish.connector)
    manifest = registry.manifest(wish.connector)
    with ExitStack() as stack:
        connector = _opened(wish, registry, stack)
        if is_live(connector):
            endpoint = endpoint_for(connector.endpoints, wish.endpoint, wish.url)
            spool = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baken-try-")))
            deliveries, where = await received(
                endpoint, wish.file, wish.connector, wish.patience_s, secrets, clock, spool
            )
            reader = await _read(connector, deliveries, wish)
            name = "" if endpoint is None else endpoint.name
            return _report(wish, manifest, city, reader, name, where, deliveries, _cadence_s(endpoint, manifest))
        if has_history(connector):
            return _report(wish, manifest, city, _of_history(connector, wish), "history", "", (), manifest.cadence_s)
    raise TrialError(f"{wish.connector} neither delivers nor has a history.")


async def _read(connector: LiveConnector, deliveries: Iterable[Delivery], wish: Wish) -> Reader:
    """Let the connector read, apart, for so long and no longer."""
    from baken.service.sources.apart import UnendingError, apart

    reader = Reader(wish.series)

    def work() -> None:
        for delivery in deliveries:
            reader.read(connector, delivery)

    try:
        await apart(work, wish.patience_s)
    except UnendingError as error:
        if not reader.rows:
            message = f"{wish.connector} did not come to an end with the delivery in {wish.patience_s:g} s."
            raise TrialError(message, remedy="Give it longer with --seconds.") from error
    return reader


def _of_history(connector: Connector, wish: Wish) -> Reader:
    """Return the beginning of a history."""
    reader = Reader(wish.series)
    reader.note(connector.fields)
    asked = [Series(provider_id=f.provider_id, interval_s=f.interval_s) for f in reader.fields.values()]
    if asked:
        batch = next(iter(connector.history(HistoryQuery(series=tuple(asked), batch_rows=1000))), None)
        if batch is not None:
            reader.take(batch.rows, batch.skipped)
    return reader


def _report(
    wish: Wish,
    manifest: Manifest,
    city: Glimpse,
    reader: Reader,
    endpoint: str,
    where: str,
    deliveries: tuple[Delivery, ...],
    cadence_s: float,
) -> TrialReport:
    rows: list[Row] = rows_of(reader, city)
    received_us = max((d.received_at_us for d in deliveries), default=0)
    newest_us = max((to_us(row.phenomenon_time_end) for row in rows), default=received_us)
    fresh = [f for f in reader.fields.values() if f.provider_id not in city.declared]
    with_value = {row.provider_id for row in rows if row.result is not None}
    fresh.sort(key=lambda f: f.provider_id not in with_value)
    taken = set(city.stream_ids)
    lag_s = min(max(0.0, (received_us - newest_us) / 1e6), 86_400.0) if deliveries and wish.file is None else 0.0
    blocks = [
        stream_block(wish.connector, field, city, cadence_s=cadence_s, lag_s=lag_s, taken=taken)
        for field in fresh[: MOST_BLOCKS if not wish.series else None]
    ]
    return TrialReport(
        connector=wish.connector,
        title=manifest.title,
        provider=manifest.provider.name,
        licence=manifest.provider.licence,
        endpoint=endpoint,
        where=where,
        bytes=sum(d.body.stat().st_size if isinstance(d.body, Path) else len(d.body) for d in deliveries),
        deliveries=len(deliveries),
        zone=city.zone,
        series=len(reader.fields),
        rows=reader.count,
        first=rows,
        skipped=reader.skipped(),
        refused=reader.refused,
        activity=city.activity,
        is_in_a_city=wish.city is not None,
        blocks=blocks,
    )


def _cadence_s(endpoint: Endpoint | None, manifest: Manifest) -> float:
    return max(manifest.cadence_s, endpoint.interval_s if isinstance(endpoint, Poll) else 0.0)


def _opened(wish: Wish, registry: ConnectorRegistry, stack: ExitStack) -> Connector | LiveConnector:
    """Open the connector with the settings of a city, with a settings file, or with as little as it needs."""
    if wish.settings is not None:
        return registry.connect(wish.connector, Settings(folder=wish.settings.parent, file=wish.settings.name))
    if wish.city is not None:
        settings = settings_of(wish.city, wish.connector)
        if settings.file is not None:
            return registry.connect(wish.connector, settings)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baken-try-")))
    faults: SettingsError | None = None
    for settings in _little(wish, folder):
        try:
            return registry.connect(wish.connector, settings)
        except SettingsError as error:
            faults = error
    return _of_recording(wish, registry, faults)


def _little(wish: Wish, folder: Path) -> Iterator[Settings]:
    """Yield settings that say nothing, and then nothing but an address."""
    yield Settings(folder=wish.city or folder)
    if wish.url.startswith("http") or wish.file is not None:
        address = wish.url if wish.url.startswith("http") else _ANYWHERE
        (folder / "settings.toml").write_text(f"url = {json.dumps(address)}\n", encoding="utf-8")
    else:
        (folder / "settings.toml").write_text("", encoding="utf-8")
    yield Settings(folder=folder, file="settings.toml")


def _of_recording(wish: Wish, registry: ConnectorRegistry, faults: SettingsError | None) -> LiveConnector:
    """Open the connector as it reads its own recordings, which may need no settings."""
    if wish.file is not None:
        try:
            recorded = registry.module(wish.connector).from_fixture(wish.file)
        except ConnectorError:
            recorded = None
        if isinstance(recorded, RecordedConnector):
            return recorded.live
    told = faults.faults if faults is not None else ()
    needs = " ".join(fault.message for fault in told if not fault.message.startswith("'url' "))  # which we added
    example = registry.folder(wish.connector) / "README.md"
    raise TrialError(
        f"{wish.connector} needs settings. {needs}".strip(),
        remedy=f"Write connectors/{wish.connector}.toml as in {example}, then give --city or --settings.",
    )
