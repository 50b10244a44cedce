# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is told of a warning is what the warning stage says of it, and only what is news to whom asked."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import create_engine

from baken.city.channels import Channel, ChannelKind, Channels, Told
from baken.governance import specimen
from baken.governance.lists import Role
from baken.observation.governed_store import Touched
from baken.service.notification.from_warning import notice_of, told_of
from baken.service.notification.notifications import Notifications
from baken.service.places import register_url
from baken.vocabulary.time import SystemClock
from baken.warning.events import Moved, Raised, Updated, Withheld
from baken.warning.kinds import Cause
from baken.warning.ledger import Ledger
from baken.warning.model import DoubtCode, Judgement, Member, Severity
from baken.warning.specimen import AT_US, limit
from baken.warning.words import Certainty, Urgency

if TYPE_CHECKING:
    from baken.city.model import City
    from baken.warning.events import WarningEvent
    from baken.warning.model import WarningRecord

MINUTE_US = 60_000_000


def said(probability: float, **changes: Any) -> Judgement:
    values: dict[str, Any] = {
        "limit_id": "square-persons",
        "at_us": AT_US,
        "probability": probability,
        "lower": probability,
        "upper": probability,
        "now": 0.1,
        "value": 800.0,
        "value_lower": 700.0,
        "value_upper": 900.0,
        "peak": 1100.0,
        "peak_at_us": AT_US + 20 * MINUTE_US,
    }
    return Judgement(**(values | changes))


def member(probability: float, **changes: Any) -> Member:
    thought = said(probability, **changes)
    return Member(limit=limit(severity=Severity.SEVERE), since_us=AT_US, first=thought, newest=thought)


def raised(probability: float = 0.7, **changes: Any) -> Raised:
    return Raised(at_us=AT_US, warning_id="w1", cause=Cause.CROWDING, members=(member(probability, **changes),))


def updated(probability: float, *, grew: bool = False) -> Updated:
    return Updated(at_us=AT_US + MINUTE_US, warning_id="w1", members=(member(probability),), grew=grew)


def moved(deed: str, version: int) -> Moved:
    by, note = ("system", "") if deed == "expire" else ("anna", "I looked.")
    return Moved(at_us=AT_US + 2 * MINUTE_US, warning_id="w1", deed=deed, by=by, version=version, note=note)


@pytest.fixture(scope="module")
def city() -> City:
    from baken.city.load import load
    from baken.service.places import shipped_cities

    return load(Path(shipped_cities()) / "scheveningen")


def after(*events: WarningEvent) -> WarningRecord:
    return Ledger(events)["w1"]


def test_a_notice_says_what_the_warning_stage_says(city: City) -> None:
    event = raised(doubts=(DoubtCode.ONE_SOURCE,))
    notice = notice_of(event, after(event), city, activity="crowd", is_simulated=True)
    assert notice is not None
    assert (notice.id, notice.version, notice.told) == ("w1.1", 1, Told.RAISED)
    assert (notice.severity, notice.urgency, notice.certainty) == (
        Severity.SEVERE,
        Urgency.EXPECTED,
        Certainty.LIKELY,
    )
    assert (notice.probability, notice.is_simulated) == (0.7, True)
    dutch, english = notice.texts
    assert (dutch.language, english.language) == ("nl", "en")
    assert english.doubt == "This comes from one sensor."
    assert "persons 800, limit 1000 persons, probability 70%" in english.description
    assert notice.onset is not None
    assert notice.expires is not None


def test_a_probability_that_cannot_be_told_is_not_a_number(city: City) -> None:
    event = raised(float("nan"), value=float("nan"))
    notice = notice_of(event, after(event), city, activity="crowd", is_simulated=True)
    assert notice is not None
    assert notice.probability is None
    assert notice.certainty is Certainty.UNKNOWN
    assert "unknown" in notice.texts[1].description
    assert msgspec.json.decode(msgspec.json.encode(notice), type=type(notice)) == notice


def test_a_lost_source_is_told_to_who_looks_after_it(city: City) -> None:
    event = msgspec.structs.replace(raised(), cause=Cause.SOURCE)
    notice = notice_of(event, after(event), city, activity="crowd", is_simulated=True)
    assert notice is not None
    assert notice.texts[0].headline == "Een bron levert niets meer bij square."


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("see", Told.SEEN),
        ("handle", Told.HANDLED),
        ("close", Told.CLOSED),
        ("expire", Told.EXPIRED),
        ("deny", Told.FALSE),
    ],
)
def test_what_becomes_of_a_warning_has_a_word(city: City, deed: str, told: Told) -> None:
    events = (raised(), moved(deed, 1))
    notice = notice_of(events[-1], after(*events), city, activity="crowd", is_simulated=True)
    assert notice is not None
    assert notice.told is told
    assert (notice.onset is None) == told.is_end
    if told is Told.FALSE:
        assert "Somebody of the room saw" in notice.texts[1].description


def test_what_is_not_about_a_warning_is_not_told() -> None:
    withheld = Withheld(at_us=AT_US, limit_id="a", because="quiet:night", judgement=said(0.9))
    assert told_of(withheld) is None
    assert told_of(moved("take-up", 1)) is None


def notes(tmp_path: Path, city: City, *channels: Channel, is_replay: bool = False) -> tuple[Notifications, Any]:
    declared = Channels(sender="a.example", source="urn:nld:a", channels=channels)
    city = msgspec.structs.replace(city, channels=declared)

    def logged(_name: str) -> AbstractContextManager[Touched]:
        return nullcontext(Touched())

    governance = specimen.governance()
    found = Notifications(city, tmp_path, governance, SystemClock(), logged, is_replay=is_replay)
    return found, create_engine(register_url(tmp_path))


def told(found: Notifications, engine: Any, *events: WarningEvent) -> list[str]:
    """Return the notices after these events."""
    ledger = Ledger()
    with engine.begin() as connection:
        for event in events:
            record = ledger.apply(event)
            assert record is not None
            found.note(connection, event, record)
        return [notice.id for notice in found.outbox.of_warning(connection, "w1")]


def channel(**changes: Any) -> Channel:
    return Channel(**({"id": "a", "kind": ChannelKind.PUSH, "role": Role.DUTY_OFFICER} | changes))


def test_a_change_of_probability_is_no_news_for_who_asked_for_everything(tmp_path: Path, city: City) -> None:
    found, engine = notes(tmp_path, city, channel())
    assert told(found, engine, raised(0.7), updated(0.9), updated(0.6)) == ["w1.1"]


def test_who_asks_for_the_probable_is_told_once_when_it_becomes_so(tmp_path: Path, city: City) -> None:
    found, engine = notes(tmp_path, city, channel(minimum_probability=0.8))
    events = (raised(0.5), updated(0.6), updated(0.85), updated(0.95), updated(0.7), updated(0.9))
    assert told(found, engine, *events) == ["w1.1", "w1.3"]


def test_growth_is_news(tmp_path: Path, city: City) -> None:
    found, engine = notes(tmp_path, city, channel())
    assert told(found, engine, raised(0.7), updated(0.7, grew=True), moved("see", 2)) == ["w1.1", "w1.2", "w1.3"]


def test_without_a_channel_nothing_is_written(tmp_path: Path, city: City) -> None:
    found, engine = notes(tmp_path, city)
    assert told(found, engine, raised(0.7)) == []
    real = msgspec.structs.replace(city, simulated=False)
    found, engine = notes(tmp_path, real, channel(), is_replay=True)
    assert told(found, engine, raised(0.7)) == []
