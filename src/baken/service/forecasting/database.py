# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The file of forecasts: its tables, which refuse to change what was issued (ADR 0048)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.errors import BakenError
from baken.service.forecasting.kept_file import KeptFile

if TYPE_CHECKING:
    from pathlib import Path

_TABLES: Final = """
CREATE TABLE issue (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    issued_at_us INTEGER NOT NULL, made_at_us INTEGER NOT NULL, origin_min INTEGER NOT NULL, origin_us INTEGER NOT NULL,
    step_min INTEGER NOT NULL, method TEXT NOT NULL, reference TEXT NOT NULL, activity TEXT NOT NULL,
    series INTEGER NOT NULL, seconds REAL NOT NULL, model TEXT NOT NULL, mistrust TEXT NOT NULL,
    lead_steps BLOB NOT NULL, quantiles BLOB NOT NULL,
    UNIQUE (origin_min, method, model, issued_at_us)
) STRICT;
CREATE INDEX issue_by_time ON issue (issued_at_us, number);
CREATE TABLE foreseen (
    issue INTEGER NOT NULL REFERENCES issue (number), series_id TEXT NOT NULL, place INTEGER NOT NULL,
    kind TEXT NOT NULL, place_id TEXT NOT NULL, status INTEGER NOT NULL, note TEXT NOT NULL,
    shown BLOB NOT NULL, beside BLOB NOT NULL,
    UNIQUE (issue, series_id)
) STRICT;
CREATE TABLE deleting (run INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER issue_stays BEFORE UPDATE ON issue BEGIN SELECT RAISE(ABORT, 'an issue is not changed'); END;
CREATE TRIGGER foreseen_stays BEFORE UPDATE ON foreseen BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER issue_is_kept BEFORE DELETE ON issue WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'an issue is only taken away by retention'); END;
CREATE TRIGGER foreseen_is_kept BEFORE DELETE ON foreseen WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
_ASIDE: Final = """
CREATE TABLE aside (
    issue INTEGER NOT NULL REFERENCES issue (number), series_id TEXT NOT NULL, model TEXT NOT NULL,
    said BLOB NOT NULL, UNIQUE (issue, series_id)
) STRICT;
CREATE TRIGGER aside_stays BEFORE UPDATE ON aside BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER aside_is_kept BEFORE DELETE ON aside WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
"""Since version 2: what a model said whose forecast was not shown because an alarm stood."""
_WEATHER: Final = """
CREATE TABLE weather (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    issued_min INTEGER NOT NULL, start_min INTEGER NOT NULL, kept_at_us INTEGER NOT NULL, activity TEXT NOT NULL,
    hours INTEGER NOT NULL, told BLOB NOT NULL, UNIQUE (issued_min, start_min, told)
) STRICT;
CREATE INDEX weather_by_time ON weather (issued_min);
CREATE TRIGGER weather_stays BEFORE UPDATE ON weather BEGIN SELECT RAISE(ABORT, 'a forecast is not changed'); END;
CREATE TRIGGER weather_is_kept BEFORE DELETE ON weather WHEN NOT EXISTS (SELECT 1 FROM deleting)
    BEGIN SELECT RAISE(ABORT, 'a forecast is only taken away by retention'); END;
"""
"""Since version 3: the weather as it was foretold."""

_OVER: Final = """
ALTER TABLE issue ADD COLUMN laid_over INTEGER NOT NULL DEFAULT 0;
CREATE INDEX issue_by_kind ON issue (laid_over > 0, issued_at_us, number);
"""
"""Since version 4: issues of the next two hours, each laid over one that stands by itself (0)."""

_RAIN: Final = """
ALTER TABLE weather ADD COLUMN step_min INTEGER NOT NULL DEFAULT 60;
"""
"""Since version 5: what a radar foretold of rain, in so many steps of less than an hour."""

_VERSIONS: Final = (_TABLES, _ASIDE, _WEATHER, _OVER, _RAIN)


class ForecastStoreError(BakenError):
    """The store of forecasts cannot be opened, read or written."""


def forecast_file(file: Path) -> KeptFile:
    """Open the file of forecasts of a city, or make it.

    Raises
    ------
    ForecastStoreError
        When the file cannot be used.
    """
    return KeptFile(file, versions=_VERSIONS, holds="forecasts", error=ForecastStoreError)
