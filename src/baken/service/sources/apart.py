# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Do something in a thread of its own, for so long and no longer: a connector's parser may hang."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class UnendingError(Exception):
    """What was done apart did not end in time.

    Attributes
    ----------
    thread
        In which it goes on, perhaps for ever.
    """

    def __init__(self, thread: threading.Thread) -> None:
        super().__init__("It did not end in time.")
        self.thread = thread


class _Interrupted(BaseException):
    """Ends Python code that was told to end."""


async def apart(work: Callable[[], T], patience_s: float) -> T:
    """Return what work returns, without holding up the event loop.

    The thread does not keep the process from ending. Work that does not end in time is interrupted at its next step in
    Python; while it waits inside a library it cannot be, and goes on.

    Raises
    ------
    UnendingError
        When it took longer than patience.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(result)  # type: ignore[arg-type]  # it is what work returned
        else:
            answer.set_exception(error)

    def run() -> None:
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = work()
        except _Interrupted:
            return
        except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            failure = RuntimeError("a generator ended") if isinstance(error, StopIteration) else error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    thread = threading.Thread(target=run, name="baken-source", daemon=True)
    thread.start()
    try:
        async with asyncio.timeout(patience_s):
            return await answer
    except TimeoutError as error:
        if answer.done() and not answer.cancelled():
            raise  # the work itself raised it
        _interrupt(thread)
        raise UnendingError(thread) from error


def _interrupt(thread: threading.Thread) -> None:
    """Ask a thread to end at its next step in Python."""
    if thread.ident is not None and thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Interrupted))
