# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""When key figures were first read: kept, so that a yardstick cannot be chosen when the outcome is known."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
from typing import TYPE_CHECKING

import msgspec

from baken.service.evaluating.kept import keep, key_figures_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from baken.evaluation.kpis.model import Kpi

_LOG = logging.getLogger("baken.evaluation")


class FirstRead:
    """Notes in a data folder of when each declaration was first read, by the clock of the node.

    Invariants
    ----------
    The first time counts. When the notes cannot be read they begin anew: then a declaration counts from later, and
    never from sooner than it was read.
    """

    def __init__(self, data: Path) -> None:
        self._file = key_figures_file(data)
        self._held: dict[str, int] = {}
        self._kept = -1
        self._is_told = False
        self._lock = threading.Lock()

    def noted(self, kpis: Iterable[Kpi], now_us: int) -> tuple[Kpi, ...]:
        """Return key figures, each with when this node first read it in this form; a new one is read now."""
        with self._lock:
            if self._kept < 0:
                self._held = self._read()
                self._kept = len(self._held)
            found = tuple(
                msgspec.structs.replace(kpi, first_seen_us=self._held.setdefault(_mark(kpi), now_us)) for kpi in kpis
            )
            if len(self._held) > self._kept:
                self._keep()
        return found

    def _read(self) -> dict[str, int]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, int])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            _LOG.error("When key figures were first read is not known any more, %s: %s", self._file, error)
            with contextlib.suppress(OSError):
                self._file.replace(self._file.with_suffix(".unreadable"))
            return {}

    def _keep(self) -> None:
        try:
            keep(self._file, msgspec.json.encode(self._held))
        except OSError as error:
            if not self._is_told:
                _LOG.error("When key figures were first read cannot be kept: %s", error)
            self._is_told = True
        else:
            self._kept, self._is_told = len(self._held), False


def _mark(kpi: Kpi) -> str:
    """Return what is another for another declaration."""
    return hashlib.sha256(msgspec.json.encode(kpi)).hexdigest()[:24]
