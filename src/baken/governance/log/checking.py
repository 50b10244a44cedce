# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks the logs of a running node from beginning to end: when it starts, and once a day."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from baken.governance.log.errors import LogError
from baken.governance.log.security_log import SecurityEvent, SecurityEventKind
from baken.governance.log.verify import verify
from baken.governance.model import THE_NODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baken.governance.log.chain import Chain
    from baken.governance.log.security_log import SecurityLog
    from baken.governance.log.verification import LogFault

AGAIN_S: Final = 86_400.0
_REST_S: Final = 0.01
_MOST_TOLD: Final = 5
_LOG: Final = logging.getLogger(__name__)


class ChainState(StrEnum):
    """What is known about a log as a whole."""

    NOT_CHECKED = "not-checked"
    CHECKING = "checking"
    INTACT = "intact"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the last check of a log found.

    Attributes
    ----------
    at
        When it ended, in milliseconds since 1970; None before the first one.
    records
        How many records there were then.
    """

    state: ChainState = ChainState.NOT_CHECKED
    at: int | None = None
    records: int = 0
    faults: tuple[LogFault, ...] = ()


class _StoppedError(Exception):
    """The node stops; the check need not go on."""


class LogCheck:
    """Checks logs in a thread of its own that takes care to be in nobody's way.

    What is wrong is written into the security log; the node goes on, because a city must not lose its picture when
    somebody damages a log.
    """

    def __init__(self, chains: Sequence[Chain], security_log: SecurityLog) -> None:
        self._chains = chains
        self._security_log = security_log
        self._checked = {chain.name: Checked() for chain in chains}
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to check, and tell of what was found when the logs were opened."""
        for chain in self._chains:
            for said in chain.repaired:
                self._tell(SecurityEventKind.LOG_REPAIRED, chain.name, said)
            if chain.recovered.gap:
                self._tell(SecurityEventKind.LOG_TAMPERED, chain.name, chain.recovered.gap)
            elif chain.is_new and not all(other.is_new for other in self._chains):
                self._tell(SecurityEventKind.LOG_TAMPERED, chain.name, "The whole log was gone, and began anew.")
        self._thread = threading.Thread(target=self._run, name="log check", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop checking."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def of(self, name: str) -> Checked:
        """Return what the last check of a log found."""
        return self._checked[name]

    def check(self) -> None:
        """Check every log now."""
        for chain in self._chains:
            before = self._checked[chain.name]
            if before.state is ChainState.NOT_CHECKED:
                self._checked[chain.name] = Checked(ChainState.CHECKING)
            try:
                self._check(chain)
            except LogError as error:
                self._checked[chain.name] = before
                _LOG.warning("The log %s could not be checked: %s", chain.name, error)

    def _check(self, chain: Chain) -> None:
        found = verify(chain.folder, chain.key.public, between=self._rest)
        state = ChainState.INTACT if found.is_intact else ChainState.TAMPERED
        self._checked[chain.name] = Checked(state, chain.clock(), found.records, found.faults)
        for fault in found.faults[:_MOST_TOLD]:
            _LOG.critical("The log %s was tampered with: %s", chain.name, fault)
            self._tell(SecurityEventKind.LOG_TAMPERED, f"{chain.name}/{fault.file}", str(fault))

    def _tell(self, kind: SecurityEventKind, about: str, because: str) -> None:
        self._security_log.write(SecurityEvent(kind=kind, principal=THE_NODE, about=about, because=because))

    def _rest(self) -> None:
        if self._closing.wait(_REST_S):
            raise _StoppedError

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self.check()
                self._closing.wait(AGAIN_S)
        except (_StoppedError, LogError) as error:
            if isinstance(error, LogError):
                _LOG.error("The logs are not checked any more: %s", error)
