# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The logs of a data folder, opened together: written, checked, and sent to a collector where one is named."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baken.governance.log.checking import LogCheck
from baken.governance.log.processing_log import ProcessingLog
from baken.governance.log.security_log import SecurityLog
from baken.governance.log.telemetry import TelemetryExport, is_asked_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Logs:
    """Both logs, and what checks them once it is started."""

    processing: ProcessingLog
    security: SecurityLog
    check: LogCheck


@contextlib.contextmanager
def opened_logs(data: Path) -> Iterator[Logs]:
    """Open the logs of a data folder for a block.

    Raises
    ------
    LogError, KeyFileError
        When they cannot be written, another process has them, or a key cannot be used.
    TelemetryError
        When the environment names a collector that cannot be reached with what is installed.
    """
    with contextlib.ExitStack() as stack:
        processing = stack.enter_context(ProcessingLog.open(data))
        security = stack.enter_context(SecurityLog.open(data))
        check = LogCheck((processing.chain, security.chain), security)
        stack.callback(check.close)
        if is_asked_for():
            stack.callback(TelemetryExport(processing.chain).close)
        yield Logs(processing, security, check)
