# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Take a delivery in: understood apart from the event loop, part by part, and committed like everything else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from baken.governance.permit import PermitEndedError
from baken.observation.intake import OverloadedError
from baken.observation.protocol import Outcome
from baken.plugin.foretold import foretells
from baken.plugin.protocol import ConnectorError
from baken.service.sources.apart import UnendingError, apart
from baken.service.sources.said import SourceError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from baken.governance.permit import Permit
    from baken.observation.columns import ObservationColumns
    from baken.observation.intake import Intake
    from baken.plugin.foretold import ForetellingConnector, Foretold
    from baken.plugin.live import Delivery, LiveConnector, Reading
    from baken.service.sources.columns import Declared
    from baken.service.sources.pace import Pace
    from baken.service.sources.tally import Tally

T = TypeVar("T")

ROWS_AT_ONCE: Final = 20_000
_WAIT_S: Final = 1.0
_LOG: Final = logging.getLogger(__name__)


class Admitted(Protocol):
    """Gives the rows that may come in now, and the leave to take them in."""

    def __call__(self, rows: ObservationColumns, /) -> tuple[ObservationColumns, Permit]:
        """Return both."""
        ...


class Taking:
    """Takes the deliveries of one connector in, one at a time.

    Parameters
    ----------
    logged
        Logs what is done in a block, under a name.
    on_foretold
        Takes the weather that a delivery foretells, in a thread; None when nobody wants it.

    Invariants
    ----------
    When :meth:`take` returns, every row that it counts as taken or repeated is committed.
    """

    def __init__(
        self,
        name: str,
        connector: LiveConnector,
        declared: Declared,
        intake: Intake,
        admitted: Admitted,
        logged: Callable[[str], AbstractContextManager[object]],
        pace: Pace,
        on_foretold: Callable[[Foretold], object] | None = None,
    ) -> None:
        self._name = name
        self._connector = connector
        self._declared = declared
        self._intake = intake
        self._admitted = admitted
        self._logged = logged
        self._pace = pace
        self._on_foretold = on_foretold
        self._turn = asyncio.Lock()
        self._stuck: threading.Thread | None = None

    async def take(self, deliveries: Sequence[Delivery], tally: Tally, *, as_whom: Admitted | None = None) -> list[str]:
        """Take deliveries in, count what becomes of their rows, and return why a delivery could not be understood.

        What was understood before a delivery breaks off is kept. Files of deliveries are deleted.

        Parameters
        ----------
        tally
            It counts also what was taken before something fails.
        as_whom
            Admits what another sender than the node itself may bring.

        Raises
        ------
        SourceError
            When the connector has a fault or does not come to an end.
        PurposeError, StoreError, OverloadedError
            As :meth:`Intake.submit`.
        """
        refused: list[str] = []
        try:
            async with self._turn:
                self._require_free()
                parts = _parts(self._connector, deliveries, refused)
                while chunk := await self._next(parts):
                    for reading, received_at_us in chunk:
                        rows = self._declared.observations(reading, received_at_us, tally)
                        if rows is not None:
                            await self._submit(rows, tally, as_whom)
                await self._hand_on_what_is_foretold(deliveries)
        finally:
            for delivery in deliveries:
                if isinstance(delivery.body, Path):
                    delivery.body.unlink(missing_ok=True)
        return refused

    def _require_free(self) -> None:
        if self._stuck is None:
            return
        if self._stuck.is_alive():
            raise _stuck()
        self._stuck = None

    async def _hand_on_what_is_foretold(self, deliveries: Sequence[Delivery]) -> None:
        if self._on_foretold is None or not foretells(self._connector):
            return
        connector = self._connector
        for foretold in await self._apart(lambda: _foretold(connector, deliveries)):
            await asyncio.to_thread(self._on_foretold, foretold)

    async def _next(self, parts: Iterator[tuple[Reading, int]]) -> list[tuple[Reading, int]]:
        """Return the next parts."""
        return await self._apart(lambda: _some(parts))

    async def _apart(self, work: Callable[[], T]) -> T:
        """Return what the connector makes of something, in a thread of its own."""
        try:
            return await apart(work, self._pace.part_s)
        except UnendingError as error:
            self._stuck = error.thread
            raise _stuck() from error
        except Exception as error:
            _LOG.error("The connector %s has a fault", self._name, exc_info=error)
            kind = type(error).__name__
            raise SourceError(
                f"The connector has a fault ({kind}).",
                f"De connector heeft een fout ({kind}).",
                remedy="Tell who answers for it; the log of the node has the details.",
            ) from error

    async def _submit(self, rows: ObservationColumns, tally: Tally, as_whom: Admitted | None) -> None:
        """Commit rows; when what is permitted changes meanwhile, once more under what is permitted then."""
        for attempt in range(3):
            admitted, permit = (as_whom or self._admitted)(rows)
            if not len(admitted):
                break
            try:
                with contextlib.nullcontext() if as_whom else self._logged("take in observations"):
                    receipt = await self._intake.submit(admitted, activity=permit)
            except PermitEndedError:
                if attempt == 2:
                    raise
                continue
            except OverloadedError:
                if as_whom is not None or attempt == 2:
                    raise
                await asyncio.sleep(_WAIT_S)
                continue
            repeated = receipt.count(Outcome.REPEATED)
            tally.taken += len(admitted) - repeated
            tally.repeated += repeated
            tally.not_admitted += len(rows) - len(admitted)
            return
        tally.not_admitted += len(rows)


def _parts(
    connector: LiveConnector, deliveries: Sequence[Delivery], refused: list[str]
) -> Iterator[tuple[Reading, int]]:
    for delivery in deliveries:
        try:
            for reading in connector.read(delivery):
                yield reading, delivery.received_at_us
        except ConnectorError as error:
            refused.append(error.message)


def _foretold(connector: ForetellingConnector, deliveries: Sequence[Delivery]) -> list[Foretold]:
    """Return what deliveries foretell; one that cannot be understood was refused before."""
    found: list[Foretold] = []
    for delivery in deliveries:
        with contextlib.suppress(ConnectorError):
            found += connector.read_forecast(delivery)
    return found


def _some(parts: Iterator[tuple[Reading, int]]) -> list[tuple[Reading, int]]:
    """Return parts until there are enough rows to commit at once; none at the end."""
    found: list[tuple[Reading, int]] = []
    rows = 0
    for part in parts:
        found.append(part)
        rows += max(1, len(part[0].rows))
        if rows >= ROWS_AT_ONCE:
            break
    return found


def _stuck() -> SourceError:
    return SourceError(
        "The connector does not come to an end with a delivery.",
        "De connector komt niet klaar met een levering.",
        remedy="Restart the node, and tell who answers for the connector.",
    )
