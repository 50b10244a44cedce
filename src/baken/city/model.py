# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""City: one deployment as it was declared in its folder. Coordinates are CRS84 lon, lat."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from baken.city.channels import Channels
from baken.evaluation.kpis.model import Kpi
from baken.forecast.calendar import Calendar
from baken.forecast.events import PlannedEvent
from baken.governance.coverage import Coverage
from baken.governance.model import Agreement, Party, ProcessingActivity
from baken.governance.policy.rules import PolicyFile
from baken.observation.stream import Stream
from baken.publication.model import PublicPage
from baken.response.playbook import Playbook
from baken.response.reach import Reach
from baken.situation.estimators import EstimationMethod
from baken.vocabulary.place import Area, Gate, Position
from baken.warning.model import Limits


class BasemapKind(StrEnum):
    """Where the map underneath comes from."""

    SCHEMATIC = "schematic"
    """GeoJSON layers in the city folder; works without a network."""
    PMTILES = "pmtiles"
    """One PMTiles archive, in the city folder or at a URL."""
    TILES = "tiles"
    """A MapLibre style at a URL."""


class Basemap(msgspec.Struct, frozen=True, kw_only=True):
    """The map underneath.

    Attributes
    ----------
    layers
        For a schematic map: name of the layer and its file, relative to the city folder.
    url
        For the other kinds: address of the archive or style; for an archive in the folder its relative path.
    """

    kind: BasemapKind
    layers: dict[str, str] = msgspec.field(default_factory=dict)
    url: str | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Return from where it is fetched, besides the node.

        Examples
        --------
        >>> Basemap(kind=BasemapKind.TILES, url="https://tiles.example/style.json").origins
        ('https://tiles.example',)
        >>> Basemap(kind=BasemapKind.PMTILES, url="basemap/city.pmtiles").origins
        ()
        """
        address = urlsplit(self.url or "")
        return (f"{address.scheme}://{address.netloc}",) if address.netloc else ()


class MapView(msgspec.Struct, frozen=True, kw_only=True):
    """What the map shows first. ``extent`` is west, south, east, north; pitch and bearing are degrees."""

    extent: tuple[float, float, float, float]
    centre: Position
    zoom: float
    pitch: float = 0.0
    bearing: float = 0.0
    basemap: Basemap


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """Who is responsible for this deployment."""

    name: str
    contact: str = ""
    website: str = ""


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the data and the map come from, shown on every screen."""

    text: str
    url: str = ""
    licence: str = ""


class ReplaySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where a replay of history begins, and how many times faster than life it runs.

    Attributes
    ----------
    like_days
        Of a simulated city: with how many like days an evening is compared when it is over. Each takes a few seconds;
        with fewer than 19 nothing is significant at 5 %, with fewer than 9 nothing can be told.
    """

    start: datetime
    speed: float
    like_days: int = 20


class Planning(msgspec.Struct, frozen=True, kw_only=True):
    """What a city plans its people on.

    Attributes
    ----------
    persons_per_steward
        Persons whom one steward looks after; a hint of how many stewards a number of persons asks for.
    source
        Who says so.
    """

    persons_per_steward: int
    source: str


class City(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment.

    Attributes
    ----------
    id
        Name of the folder.
    country
        ISO 3166-1 alpha-2.
    time_zone
        IANA name; used only at the edge.
    languages
        BCP 47 tags, the first is the default.
    simulated
        True when the observations are made up; the screen then always says so.
    replay
        None when there is no history to replay.
    estimation
        How persons per area are estimated.
    areas, gates, streams
        In the order of their files. Every gate and stream refers to areas and gates that are here.
    activities, parties, agreements
        Every version of every processing activity, who takes part, and what was agreed with whom.
    coverage
        To which activity each stream and indicator belongs.
    policies
        Rules of the city's own, which forbid more than those that come with Baken.
    calendar
        Public and school holidays.
    events
        Planned and past events, in order of their start.
    planning
        What staff is planned on; None when the city does not say, and then no hint is given.
    channels
        To whom warnings go out, and how.
    limits
        What is warned of; empty when the city declares no limits.
    playbooks, reach
        What is agreed beforehand about responses, and what they can take hold of.
    kpis
        Key figures of events, declared before them.
    public
        The places and ways of the public page, and who may embed it.
    folder
        Where it was read from.
    """

    id: str
    name: str
    country: str
    time_zone: str
    languages: tuple[str, ...]
    simulated: bool
    map: MapView
    authority: Authority
    attribution: tuple[Attribution, ...]
    areas: tuple[Area, ...]
    gates: tuple[Gate, ...]
    streams: tuple[Stream, ...]
    activities: tuple[ProcessingActivity, ...]
    parties: tuple[Party, ...]
    agreements: tuple[Agreement, ...]
    coverage: Coverage
    folder: Path
    replay: ReplaySettings | None = None
    estimation: EstimationMethod = EstimationMethod.STATIONARY
    policies: tuple[PolicyFile, ...] = ()
    calendar: Calendar = Calendar()
    events: tuple[PlannedEvent, ...] = ()
    planning: Planning | None = None
    channels: Channels = Channels()
    limits: Limits = Limits()
    playbooks: tuple[Playbook, ...] = ()
    reach: Reach = Reach()
    kpis: tuple[Kpi, ...] = ()
    public: PublicPage = PublicPage()
