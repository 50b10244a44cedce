# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""For every period that a city declares: what is deleted and what is not, on real stores. Names are scenarios."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baken.city.load import load
from baken.governance.lists import Layer, RetentionTrigger, Role
from baken.governance.retention.model import Declaration, RetentionRule
from baken.governance.retention.plan import rules_of
from baken.governance.retention.scenarios import Case, Scenario, scenarios
from baken.observation.columns import ObservationColumns
from baken.observation.protocol import ObservationQuery
from baken.plugin.registry import ConnectorRegistry
from baken.service.backup_inventory import INVENTORY
from baken.service.exports import ExportContent
from baken.vocabulary.time import from_us, to_us
from keeping import NOW, an_issue, datastream_of_another_activity, opened, retention_of
from servers import FIXTURES, ROOT

if TYPE_CHECKING:
    from baken.service.opened import Opened
    from baken.service.retention import Retention

CITIES = sorted(p.parent.parent for base in (ROOT / "cities", FIXTURES / "cities") for p in base.glob("*/activities/*"))


def every_rule() -> list[tuple[Path, RetentionRule]]:
    return [
        (city, rule)
        for city in dict.fromkeys(CITIES)
        if (city / "city.toml").is_file()
        for activity in load(city, ConnectorRegistry()).activities
        for rule in rules_of(Declaration.of(activity))
    ]


RULES = every_rule()
SCENARIOS = [(city, scenario) for city, rule in RULES for scenario in scenarios(rule)]
NOT_KEPT = sorted({(city, rule.activity) for city, rule in RULES})
_UNCOUNTED = {Layer.ESTIMATES, Layer.RAW_PAYLOAD}


def name_of(found: object) -> str:
    if isinstance(found, Scenario):
        return f"{found.rule.activity}-{found.sentence}"
    return found.name if isinstance(found, Path) else str(found)


@pytest.mark.parametrize(("city", "scenario"), SCENARIOS, ids=name_of)
def test_every_declared_period(city: Path, scenario: Scenario, tmp_path: Path) -> None:
    with opened(city, tmp_path / "data") as found:
        retention = retention_of(found)
        made = _MADE[scenario.rule.layer](found, retention, scenario)
        retention.run()
        assert made() is not scenario.deletes, scenario.sentence


def test_every_declared_layer_is_tried_or_nothing_of_it_is_kept() -> None:
    tried = {(city, s.rule.activity, s.rule.layer) for city, s in SCENARIOS}
    declared = {(city, r.activity, r.layer) for city, r in RULES if r.period is not None}
    assert {layer for _, _, layer in declared - tried} <= _UNCOUNTED


# -- how each thing is made, and how it is seen whether it is still there ----------------------------------------


def _observation(found: Opened, _retention: Retention, scenario: Scenario):
    (own, *_) = [i for i in found.datastream_ids.values() if found.activity_index.of(i) == scenario.rule.activity]
    stream = own
    if scenario.case is Case.OTHER:
        stream = datastream_of_another_activity(found.catalogue, own, "nobody-declared-this")
    then = to_us(NOW - scenario.age)
    known = then if scenario.rule.trigger is RetentionTrigger.AVAILABLE_AT else to_us(NOW)
    found.store.append(ObservationColumns.of(stream, [then], [40.0], available_at_us=known))
    if scenario.case is Case.CORRECTION:
        found.store.append(ObservationColumns.of(stream, [then], [41.0], available_at_us=to_us(NOW)))

    def is_there() -> bool:
        versions = found.store.versions(ObservationQuery(datastream_ids=(stream,)))
        assert found.store.count(ObservationQuery(datastream_ids=(stream,))) == min(len(versions), 1)
        assert (found.store.extent(stream) is None) == (not len(versions))
        assert len(found.store.history(stream, from_us(then))) == len(versions)
        return bool(len(versions))

    return is_there


def _backup(_found: Opened, retention: Retention, scenario: Scenario):
    made = retention.backups.create(_found.store, _found.activity_index.of, city="x", now=NOW - scenario.age)
    return (retention.backups.path(made.name) / INVENTORY).is_file


def _export(_found: Opened, retention: Retention, scenario: Scenario):
    contents = (ExportContent(activity="another", layer=Layer.OBSERVATIONS, rows=1),)
    retention.exports.add("a.csv", b"1", contents, now=NOW - scenario.age)
    return (retention.exports.folder / "a.csv").is_file


def _forecast(found: Opened, _retention: Retention, scenario: Scenario):
    made_at_us = to_us(NOW - scenario.age)
    kept = found.forecasts.append(an_issue(made_at_us, activity=scenario.rule.activity), ())
    found.forecasts.append(an_issue(made_at_us, activity="another"), ())
    return lambda: found.forecasts.issue(kept.number) is not None


def _response(found: Opened, _retention: Retention, scenario: Scenario):
    from baken.response.model import Note, Noted
    from baken.response.specimen import ANNA

    made_at_us = to_us(NOW - scenario.age)
    for name, activity in (("own", scenario.rule.activity), ("other", "another")):
        note = Noted(at_us=made_at_us, note=Note(id=name, at_us=made_at_us, by=ANNA, text="Quiet."))
        found.responses.write(lambda _, note=note: (note,), activity=activity, written_us=made_at_us)

    def is_there() -> bool:
        assert "other" in found.responses.read().notes
        return "own" in found.responses.read().notes

    return is_there


def _warning(found: Opened, _retention: Retention, scenario: Scenario):
    from baken.warning.events import Moved, Raised
    from baken.warning.kinds import Cause
    from baken.warning.model import Judgement, Member
    from baken.warning.specimen import limit
    from baken.warning.warner import WarnerState

    made_at_us = to_us(NOW - scenario.age)
    thought = dict.fromkeys(
        ("probability", "lower", "upper", "now", "value", "value_lower", "value_upper", "peak"), 1.0
    )
    said = Judgement(limit_id="a-busy", at_us=made_at_us, peak_at_us=made_at_us, **thought)
    member = Member(limit=limit("a-busy"), since_us=made_at_us, first=said, newest=said)
    for name, activity in (("own", scenario.rule.activity), ("open", scenario.rule.activity), ("other", "another")):
        raised = Raised(at_us=made_at_us, warning_id=name, cause=Cause.CROWDING, members=(member,))
        over = Moved(at_us=made_at_us, warning_id=name, deed="expire", by="system", version=1)
        events = (raised,) if name == "open" else (raised, over)
        found.warnings.record(
            events, WarnerState(), activity=activity, written_us=made_at_us, beside=lambda _connection: None
        )

    def is_there() -> bool:
        left = {getattr(event, "warning_id", "") for event in found.warnings.events()}
        assert {"other", "open"} <= left
        return "own" in left

    return is_there


def _account(found: Opened, _retention: Retention, scenario: Scenario):
    from sqlalchemy import create_engine, text

    accounts = found.identity.accounts
    found.identity.accounts.create(login="last@city.example", name="Last", party="", roles=(Role.ADMINISTRATOR,))
    made = accounts.create(login="a@city.example", name="A", party="", roles=(Role.ANALYST,))
    engine = create_engine(f"sqlite:///{found.data / 'register.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE identity_account SET last_used_us = :us, created_us = :us WHERE id = :id"),
            {"us": to_us(NOW - scenario.age), "id": made.id},
        )
    engine.dispose()
    return lambda: any(a.id == made.id for a in accounts.all())


def _log_day(found: Opened, _retention: Retention, scenario: Scenario):
    log = found.processing_log if scenario.rule.layer is Layer.PROCESSING_LOG else found.security_log
    folder = log.chain.folder
    day = (NOW - scenario.age).date().isoformat()
    segment = folder / f"{day}.jsonl"
    segment.write_bytes(next(iter(sorted(folder.glob("*.jsonl")))).read_bytes())
    os.utime(segment)
    return segment.is_file


_MADE = {
    Layer.OBSERVATIONS: _observation,
    Layer.BACKUPS: _backup,
    Layer.FORECASTS: _forecast,
    Layer.RESPONSES: _response,
    Layer.WARNINGS: _warning,
    Layer.EXPORTS: _export,
    Layer.ACCOUNTS: _account,
    Layer.PROCESSING_LOG: _log_day,
    Layer.SECURITY_LOG: _log_day,
}


def test_estimates_that_can_be_made_again_are_kept_nowhere(tmp_path: Path) -> None:
    """They are made anew each time, so that they cannot outlive what they are made from."""
    city = ROOT / "cities" / "auckland"
    with opened(city, tmp_path / "data") as found:
        store = found.store
        store.append(ObservationColumns.of(1, [to_us(NOW - timedelta(days=1))], [987654.0], available_at_us=0))
    kept = {p.relative_to(tmp_path / "data").parts[0] for p in (tmp_path / "data").rglob("*") if p.is_file()}
    assert not any("picture" in name for name in kept)
    with closing(sqlite3.connect(tmp_path / "data" / "estimates.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM step").fetchone() == (0,)


def test_a_scenario_is_readable() -> None:
    sentences = [s.sentence for _, s in SCENARIOS]
    assert "Deletes an observation that is exactly 10 years old." in sentences
    assert isinstance(NOW, datetime)
