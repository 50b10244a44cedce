# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A made-up city for benches: a grid of squares with counters, valid in every respect and real in none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_WEST: Final = 4.0
_SOUTH: Final = 52.0
_STEP: Final = 0.001
_COLUMNS: Final = 25

_CITY: Final = """\
name = "Bench"
country = "NL"
time_zone = "Europe/Amsterdam"
languages = ["en"]
simulated = true

[map]
extent = [3.9, 51.9, 4.2, 52.2]
centre = [4.0, 52.0]
zoom = 14
pitch = 0
bearing = 0
basemap = { kind = "schematic" }

[authority]
name = "None: made up for a bench"

[[attribution]]
text = "Made up for a bench"
"""
ACTIVITY: Final = "bench-counting"
"""The processing activity that every stream of the city belongs to."""

_PARTIES: Final = """\
[[party]]
id = "bench"
name = "Whoever runs the bench"
kind = "other"
controller = true
contact = "bench@baken.example"
"""
_ACTIVITY: Final = f"""\
id = "{ACTIVITY}"
version = 1
valid_from = 2020-01-01
review_by = 2099-12-31
name = "Counting for a bench"
name_nl = "Tellen voor een meting"
description = "Made-up counters deliver made-up numbers."
description_nl = "Verzonnen tellers leveren verzonnen getallen."
kind = "counting"
purpose = "crowd-safety"
legal_basis = "no-personal-data"
controller = "bench"
data_subjects = ["nobody"]
personal_data = ["none"]
personal_data_reason = "The numbers are made up."
oversight = "privacy-officer"
contact = "bench@baken.example"
transfers = "none"

[minimisation]
aggregated = "not-needed"
k = 1
explanation = "The numbers are made up."

[[recipient]]
role = "public"
layers = ["observations", "estimates"]

[[retention]]
layer = "observations"
period = "P36500D"
trigger = "phenomenon-time"
reason = "Made-up numbers hurt nobody."

[[retention]]
layer = "estimates"
period = "P36500D"
trigger = "phenomenon-time"
reason = "As the observations."

[covers]
connectors = ["csv_counts"]
indicators = ["persons", "density", "flow", "level"]
applications = ["picture"]
"""
_PUBLISHING: Final = (
    _ACTIVITY.replace('"estimates"]', '"estimates", "publications"]')
    + """\
publications = ["levels"]

[publication]
step_min = 1
delay_min = 0
detail = "five"
"""
)
_OPERATION: Final = """\
id = "service-operation"
version = 1
valid_from = 2020-01-01
review_by = 2099-12-31
name = "Running the bench"
name_nl = "De meting laten werken"
description = "What is done with data is written down."
description_nl = "Wat er met gegevens gebeurt, wordt vastgelegd."
kind = "operation"
purpose = "service-operation"
legal_basis = "legitimate-interest"
controller = "bench"
data_subjects = ["staff"]
personal_data = ["account", "network-address"]
oversight = "privacy-officer"
contact = "bench@baken.example"
transfers = "none"

[minimisation]
aggregated = "on-node"
k = 1
explanation = "Logs hold pseudonyms."

[[retention]]
layer = "accounts"
period = "P1D"
trigger = "last-use"
reason = "A bench takes minutes."

[[retention]]
layer = "processing-log"
period = "P1D"
trigger = "issued-at"
reason = "A bench takes minutes."

[[retention]]
layer = "security-log"
period = "P1D"
trigger = "issued-at"
reason = "A bench takes minutes."

[covers]
"""
_MAPPING: Final = """\
files = ["counts.csv"]
layout = "long"
id_column = "counter"
value_column = "persons"
interval_s = {interval_s}

[time]
columns = ["time"]
format = "iso"
zone = "UTC"
"""
_SERIES: Final = """
[[series]]
source = "{stream}"
property = "persons_present"
unit = "{{person}}"
"""
_STREAM: Final = """
[[stream]]
id = "{stream}"
name = "Persons, {stream}"
connector = "csv_counts"
provider_id = "{stream}"
observed_property = "persons_present"
unit = "{{person}}"
area = "square-{area}"
interval_s = {interval_s}
stale_after_s = {stale_s}
valid_min = 0
frozen_after = 10
frozen_above = 9
relative_error = 0.1
error_source = "Made up for a bench"
"""


def write_city(folder: Path, *, areas: int, streams: int, interval_s: int = 60, publishes: bool = False) -> Path:
    """Write a city of square areas and streams that count in them by turns, and return its folder.

    Parameters
    ----------
    publishes
        Whether it tells the public how busy it is, every minute and at once.
    """
    (folder / "basemap").mkdir(parents=True)
    (folder / "connectors").mkdir()
    (folder / "activities").mkdir()
    (folder / "activities" / f"{ACTIVITY}.toml").write_text(_PUBLISHING if publishes else _ACTIVITY)
    (folder / "activities" / "service-operation.toml").write_text(_OPERATION)
    (folder / "parties.toml").write_text(_PARTIES)
    (folder / "city.toml").write_text(_CITY)
    (folder / "areas.geojson").write_text(_collection([_area(i) for i in range(areas)]))
    for empty in ("gates.geojson", "basemap/land.geojson"):
        (folder / empty).write_text(_collection([]))
    names = [stream_name(i) for i in range(streams)]
    series = "".join(_SERIES.format(stream=name) for name in names)
    (folder / "connectors" / "csv_counts.toml").write_text(_MAPPING.format(interval_s=interval_s) + series)
    (folder / "counts.csv").write_text("time,counter,persons\n")
    declared = (
        _STREAM.format(stream=name, area=i % areas, interval_s=interval_s, stale_s=2 * interval_s)
        for i, name in enumerate(names)
    )
    (folder / "streams.toml").write_text("".join(declared))
    return folder


def stream_name(number: int) -> str:
    """Return the name of a stream.

    Examples
    --------
    >>> stream_name(7)
    'counter-00007'
    """
    return f"counter-{number:05}"


def _collection(features: list[dict[str, object]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def _area(number: int) -> dict[str, object]:
    west, south = _WEST + number % _COLUMNS * _STEP, _SOUTH + number // _COLUMNS * _STEP
    east, north = west + 0.8 * _STEP, south + 0.8 * _STEP
    return {
        "type": "Feature",
        "id": f"square-{number}",
        "properties": {
            "name": f"Square {number}",
            "kind": "square",
            "usable_area_m2": 1000.0,
            "geometry_source": "Made up for a bench.",
        },
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
        },
    }
