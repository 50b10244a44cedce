# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether data may pass is a matter of the moment: tests move the clock and look again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baken.governance.activities import Activities, UnknownActivityError
from baken.governance.activity_events import SqlActivityEvents
from baken.governance.lists import Assessment, DataSubject, Kind, PersonalData
from baken.governance.model import AssessmentReference, State
from baken.governance.specimen import activity

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 30, 22, tzinfo=UTC)  # of 1 July in Amsterdam
SECOND = timedelta(seconds=1)
DPIA = AssessmentReference(kind=Assessment.DPIA, reference="D-7", decided_on=date(2026, 1, 1))


def test_an_activity_in_order_is_active_until_the_day_after_its_review() -> None:
    activities = Activities([activity(review_by=date(2026, 6, 30))], "Europe/Amsterdam")
    standing = activities.standing("counting", NOON)
    assert (standing.state, standing.until) == (State.ACTIVE, MIDNIGHT)


def test_the_last_day_of_the_review_ends_at_midnight_in_the_city() -> None:
    activities = Activities([activity(review_by=date(2026, 6, 30))], "Europe/Amsterdam")
    assert activities.standing("counting", MIDNIGHT - SECOND).is_active
    late = activities.standing("counting", MIDNIGHT)
    assert (late.state, late.since) == (State.REVIEW_OVERDUE, MIDNIGHT)
    assert "2026-06-30" in late.reason
    assert "2026-06-30" in late.reason_nl


def test_before_its_first_day_an_activity_is_not_valid_yet() -> None:
    activities = Activities([activity(valid_from=date(2026, 7, 1))], "Europe/Amsterdam")
    standing = activities.standing("counting", NOON)
    assert (standing.state, standing.until) == (State.NOT_YET_VALID, MIDNIGHT)
    assert activities.standing("counting", MIDNIGHT).is_active


def test_a_later_version_rules_from_its_first_day_on() -> None:
    activities = Activities([activity(), activity(version=2, valid_from=date(2026, 7, 1))], "Europe/Amsterdam")
    versions = [activities.at("counting", moment) for moment in (MIDNIGHT - SECOND, MIDNIGHT)]
    assert [version.version for version in versions if version is not None] == [1, 2]


CAMERA = activity(
    kind=Kind.CAMERA, personal_data=(PersonalData.IMAGE_IN_SENSOR,), data_subjects=(DataSubject.VISITORS,)
)


def test_a_camera_without_a_dpia_that_holds_today_is_stopped() -> None:
    from msgspec.structs import replace

    assert Activities([CAMERA]).standing("counting", NOON).state is State.ASSESSMENT_MISSING
    assert Activities([replace(CAMERA, assessments=(DPIA,))]).standing("counting", NOON).is_active
    ended = replace(DPIA, valid_until=date(2026, 5, 31))
    standing = Activities([replace(CAMERA, assessments=(ended,))]).standing("counting", NOON)
    assert standing.state is State.ASSESSMENT_MISSING
    assert "DPIA" in standing.reason


def test_a_camera_for_public_order_needs_the_decision_of_the_mayor_too() -> None:
    from msgspec.structs import replace

    camera = replace(CAMERA, kind=Kind.PUBLIC_ORDER_CAMERA, assessments=(DPIA,))
    standing = Activities([camera]).standing("counting", NOON)
    assert "151c" in standing.reason


def test_a_withdrawal_holds_at_once_and_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    activities = Activities([activity()], events=SqlActivityEvents(url))
    standing = activities.withdraw("counting", at=NOON, by="account-1", because="The council said no.")
    assert standing.state is State.WITHDRAWN
    assert "The council said no." in standing.reason
    activities.close()
    again = Activities([activity()], events=SqlActivityEvents(url))
    assert again.standing("counting", NOON + SECOND).state is State.WITHDRAWN
    assert again.reinstate("counting", at=NOON + SECOND, by="account-1", because="It said yes after all.").is_active
    assert again.standing("counting", NOON + SECOND).since == NOON + SECOND
    again.close()


def test_a_withdrawal_in_the_file_cannot_be_undone_while_the_node_runs() -> None:
    activities = Activities([activity(withdrawn_on=date(2026, 5, 1), withdrawn_because="Pilot ended.")])
    activities.reinstate("counting", at=NOON, by="account-1", because="Please.")
    assert activities.standing("counting", NOON).state is State.WITHDRAWN


def test_what_is_not_declared_has_no_active_standing_and_cannot_be_withdrawn() -> None:
    activities = Activities([activity()])
    assert not activities.standing("litter", NOON).is_active
    with pytest.raises(UnknownActivityError):
        activities.withdraw("litter", at=NOON, by="account-1", because="Never was.")


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(valid_from=days, review_by=days, withdrawn_on=st.none() | days, at=st.datetimes(timezones=st.just(UTC)))
def test_a_standing_holds_until_the_moment_it_names(
    valid_from: date, review_by: date, withdrawn_on: date | None, at: datetime
) -> None:
    activities = Activities(
        [activity(valid_from=valid_from, review_by=review_by, withdrawn_on=withdrawn_on)], "Europe/Amsterdam"
    )
    now = at.replace(year=2020 + at.year % 20, day=min(at.day, 28))
    standing = activities.standing("counting", now)
    change = activities.next_change(now)
    if change is None:
        assert activities.standing("counting", now.replace(year=2060)).state is standing.state
    else:
        assert change > now
        assert activities.standing("counting", change - SECOND / 1000).state is standing.state
