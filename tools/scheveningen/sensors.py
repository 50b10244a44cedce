# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes streams.toml of cities/scheveningen: the sensors that a Dutch seaside resort could really have.

Not a sensor at every gate: cameras count where most people pass, the tram company and the car parks know who came
with them, a panel sees a few per cent of all, and many streets and half of the ways to the beach are not counted.

    .venv/bin/python tools/scheveningen/sensors.py
"""

from __future__ import annotations

from frame import CITY, degrees
from places import PLACES
from ways import WAYS, Way

MOST_PER_M_MIN = 82.0
"""Persons per metre per minute on the level (Green Guide): a higher count cannot have been walked."""

COUNTED = (
    "boulevard-zuid-midden",
    "boulevard-midden-kurhaus",
    "boulevard-kurhaus-noord",
    "pier-entree",
    "kurhaus-trap-noord-boulevard",
    "palaceplein-boulevard",
    "keizerstraat-boulevard",
    "scheveningseslag-boulevard",
    "zwarte-pad-boulevard",
    "halte-kurhaus-plein",
    "badhuisweg",
    "keizerstraat-duinstraat",
    "gevers-deynootweg-zuid",
    "scheveningseslag-straat",
    "strandopgang-1",
    "strandopgang-3",
    "strandopgang-5",
    "strandopgang-9",
    "strandopgang-10",
    "strandopgang-11",
)
"""Gates over which a counting camera hangs: a third of all, among them half of the ways to the beach."""

WATCHED = {
    "gevers-deynootplein": 0.06,
    "boulevard-kurhaus": 0.06,
    "halte-zwarte-pad": 0.06,
    "strand-zuid": 0.12,
    "strand-scheveningseslag": 0.12,
    "strand-kurhaus": 0.12,
    "strand-noord": 0.12,
    "strand-zwarte-pad": 0.12,
}
"""Areas in which cameras count who is present, and the error of one value; a wide beach is hard to see.

Those of the beach hang at the posts of the lifeguards.
"""

PARKED = {
    "parkeren-haven": 640,
    "parkeren-scheveningseslag": 380,
    "parkeren-carlton": 420,
    "parkeren-nieuwe-parklaan": 1350,
    "parkeren-zwarte-pad": 900,
}
"""Spaces of each car park."""

CYCLED = {"fietsen-kurhaus": 1800, "fietsen-zwarte-pad": 2400, "fietsen-strandweg": 1200}
"""Places of each guarded cycle park."""

TRAMS = tuple(way.id for way in WAYS if way.id.startswith("tram-"))

PANEL = {
    "zuid": ("Haven en Boulevard Zuid", ("strand-zuid", "boulevard-zuid", "vissershaven", "keizerstraat")),
    "midden": ("Scheveningseslag", ("strand-scheveningseslag", "boulevard-midden", "scheveningseslag")),
    "kurhaus": (
        "Kurhaus en Pier",
        ("strand-kurhaus", "boulevard-kurhaus", "kurhaus-trappen-zuid", "kurhaus-trappen-noord", "de-pier"),
    ),
    "plein": ("Gevers Deynootplein", ("gevers-deynootplein", "palaceplein", "halte-kurhaus")),
    "noord": (
        "Noorderstrand",
        ("strand-noord", "strand-zwarte-pad", "boulevard-noord", "zwarte-pad", "halte-zwarte-pad"),
    ),
}
"""Catchments of the phone panel: together they are the resort, and each area lies in one of them."""

WIFI = ("boulevard-midden", "palaceplein")

WEATHER = (
    ("temperature", "Temperatuur", "air_temperature", "Cel", -30, 45, 0.02),
    ("wind", "Wind", "wind_speed", "m/s", 0, 60, 0.05),
    ("gust", "Windstoten", "wind_gust_speed", "m/s", 0, 80, 0.08),
    ("precipitation", "Neerslag", "precipitation_rate", "mm/h", 0, 200, 0.1),
)

MADE_UP = "Assumption for this made-up city"
Values = dict[str, object]


def streams() -> list[Values]:
    """Return every stream."""
    ways = {way.id: way for way in WAYS}
    return [
        *(stream for name in COUNTED for stream in _counted(ways[name])),
        *(_present(name, error) for name, error in WATCHED.items()),
        *(stream for name in TRAMS for stream in _tram(ways[name])),
        *(_parked(ways[name], spaces) for name, spaces in PARKED.items()),
        *(_cycled(ways[name], places) for name, places in CYCLED.items()),
        *(_wifi(name) for name in WIFI),
        *(_panel(key, name, catchment) for key, (name, catchment) in PANEL.items()),
        *(_weather(*kind) for kind in WEATHER),
    ]


def _stream(
    stream_id: str, name: str, quantity: str, unit: str, interval_s: int, delay_s: int, **more: object
) -> Values:
    return {
        "id": stream_id,
        "name": name,
        "connector": "simulated_city",
        "provider_id": stream_id.removesuffix("-occupied"),
        "observed_property": quantity,
        "unit": unit,
        **more,
        "interval_s": interval_s,
        "delay_s": delay_s,
        "stale_after_s": max(300, 3 * interval_s + delay_s),
    }


def _middle(way: Way) -> list[float]:
    (a, b), (c, d) = way.line
    return degrees(((a + c) / 2, (b + d) / 2))


def _counted(way: Way) -> list[Values]:
    first, second = way.between
    return [_one_way(way, into=second, out_of=first), _one_way(way, into=first, out_of=second)]


def _one_way(way: Way, *, into: str, out_of: str) -> Values:
    names = {place.id: place.name for place in PLACES}
    towards = f"naar {names[into]}" if into != "outside" else f"uit {names[out_of]}"
    sides = {"into": into, "out_of": out_of}
    return _stream(
        f"{way.id}-{'in' if into == way.between[1] else 'out'}",
        f"Telcamera {way.name}, {towards}",
        "pedestrian_count",
        "{person}",
        60,
        10,
        gate=way.id,
        **{key: place for key, place in sides.items() if place != "outside"},
        position=_middle(way),
        valid_min=0,
        valid_max=round(MOST_PER_M_MIN * way.width_m),
        frozen_after=8,
        frozen_above=9,
        per_person=1.0,
        per_person_error=0.06,
        relative_error=0.05,
        error_source=f"{MADE_UP}: a camera misses a few per cent, and more when it is crowded",
    )


def _present(area_id: str, error: float) -> Values:
    place = next(place for place in PLACES if place.id == area_id)
    along = [p[0] for p in place.ring]
    seaward = [p[1] for p in place.ring]
    return _stream(
        f"{area_id}-present",
        f"Gebiedscamera {place.name}",
        "persons_present",
        "{person}",
        0,
        10,
        area=area_id,
        position=degrees(((min(along) + max(along)) / 2, (min(seaward) + max(seaward)) / 2)),
        valid_min=0,
        valid_max=40_000,
        frozen_after=8,
        frozen_above=20,
        per_person=1.0,
        per_person_error=0.08,
        relative_error=error,
        error_source=f"{MADE_UP}: who stands behind others is not seen",
    )


def _tram(way: Way) -> list[Values]:
    inside = way.between[1]
    common: Values = {"gate": way.id, "position": _middle(way), "valid_min": 0, "valid_max": 3000}
    known: Values = {
        "per_person": 0.93,
        "per_person_error": 0.03,
        "relative_error": 0.03,
        "error_source": f"{MADE_UP}: 7 % do not check out or in",
    }
    return [
        _stream(
            f"{way.id}-alighted",
            f"{way.name}: uitchecks",
            "passengers_alighted",
            "{person}",
            300,
            120,
            into=inside,
            **common,
            **known,
        ),
        _stream(
            f"{way.id}-boarded",
            f"{way.name}: inchecks",
            "passengers_boarded",
            "{person}",
            300,
            120,
            out_of=inside,
            **common,
            **known,
        ),
    ]


def _parked(way: Way, spaces: int) -> Values:
    return _stream(
        f"{way.id}-occupied",
        way.name,
        "parking_spaces_occupied",
        "{space}",
        0,
        30,
        gate=way.id,
        position=_middle(way),
        valid_min=0,
        valid_max=spaces,
        per_person=0.42,
        per_person_error=0.1,
        lag_s=360,
        relative_error=0.02,
        error_source=f"{MADE_UP}: 2.4 persons per car on a day at the beach; a barrier loses count of some cars",
    )


def _cycled(way: Way, places: int) -> Values:
    return _stream(
        f"{way.id}-occupied",
        way.name,
        "parking_spaces_occupied",
        "{space}",
        0,
        30,
        gate=way.id,
        position=_middle(way),
        valid_min=0,
        valid_max=places,
        per_person=0.9,
        per_person_error=0.08,
        lag_s=120,
        relative_error=0.03,
        error_source=f"{MADE_UP}: some sit on the back of a bicycle",
    )


def _wifi(area_id: str) -> Values:
    place = next(place for place in PLACES if place.id == area_id)
    return _stream(
        f"{area_id}-devices",
        f"Wifitelling {place.name}",
        "devices_present",
        "{device}",
        300,
        60,
        area=area_id,
        valid_min=0,
        valid_max=40_000,
        per_person=0.6,
        per_person_error=0.2,
        relative_error=0.1,
        error_source=f"{MADE_UP}: the supplier counts devices, not persons; addresses change by chance",
    )


def _panel(key: str, name: str, catchment: tuple[str, ...]) -> Values:
    return _stream(
        f"panel-{key}",
        f"Telefoonpanel {name}",
        "panel_visitors",
        "{person}",
        900,
        1500,
        catchment=list(catchment),
        valid_min=0,
        valid_max=40_000,
        per_person=0.03,
        per_person_error=0.3,
        relative_error=0.1,
        error_source=f"{MADE_UP}: about 3 % of visitors from the Netherlands, and hardly any from abroad",
    )


def _weather(key: str, name: str, quantity: str, unit: str, low: float, high: float, error: float) -> Values:
    return _stream(
        f"weather-{key}",
        name,
        quantity,
        unit,
        600,
        120,
        valid_min=low,
        valid_max=high,
        relative_error=error,
        error_source=MADE_UP,
    )


HEADER = """\
# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

# The sensors of a simulated city. Written by tools/scheveningen/sensors.py, which says what each kind is.
# per_person, per_person_error, relative_error and lag_s are what an estimator is told; what the simulated sensors
# really do wrong is in simulation/ and is never read by an estimator.
# valid_max of counts: more than 82 persons per metre per minute cannot walk through the gate (Green Guide).
# frozen: eight equal counts of at least ten in a row do not happen by chance.
"""


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value)


def text() -> str:
    """Return the file."""
    tables = ["[[stream]]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in stream.items()) for stream in streams()]
    return HEADER + "".join(f"\n{table}" for table in tables)


def main() -> None:
    """Write streams.toml."""
    (CITY / "streams.toml").write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
