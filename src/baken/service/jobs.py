# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Background jobs that a failure does not end: a picture that silently stands still is worse than none."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

REST_S: Final = 1.0
_LOG: Final = logging.getLogger(__name__)


async def keep_going(name: str, job: Callable[[], Awaitable[None]], *, rest_s: float = REST_S) -> None:
    """Run a job that has no end, and begin it again after it failed.

    The log gets the first of a row of equal failures, not each of them.

    Parameters
    ----------
    name
        What the job does, for the log.
    rest_s
        Seconds between a failure and the next try.
    """
    last = ""
    while True:
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - whatever it was, the job must go on
            said = repr(error)
            if said != last:
                _LOG.error("%s failed and is begun again", name, exc_info=error)
            last = said
        await asyncio.sleep(rest_s)
