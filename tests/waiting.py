# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Waiting for what another process does: it is asked, since there is nothing to wait on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_PAUSE_S: Final = 0.05


def until(ask: Callable[[], T], patience_s: float = 40.0, otherwise: str = "it did not happen") -> T:
    """Return what an answer is as soon as it is something; fail, saying so, when it never is."""
    late = time.monotonic() + patience_s
    while not (found := ask()):
        assert time.monotonic() < late, otherwise
        time.sleep(_PAUSE_S)
    return found
