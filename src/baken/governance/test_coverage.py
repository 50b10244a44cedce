# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Everything belongs to exactly one activity: none has no purpose, two have no one purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.governance.coverage import PICTURE_INDICATORS, check_coverage, coverage
from baken.governance.lists import Layer
from baken.governance.model import Covers, Use
from baken.governance.specimen import activity

if TYPE_CHECKING:
    from baken.declaration.fault import Fault
    from baken.governance.model import ProcessingActivity

STREAMS = {"street": "counting", "square": "counting"}
PARTIES = {"municipality", "police"}


def faults_of(*activities: ProcessingActivity, streams: dict[str, str] = STREAMS) -> list[str]:
    faults: list[Fault] = []
    check_coverage(activities, streams, "municipality", PARTIES, faults)
    assert all(fault.remedy for fault in faults)
    return [fault.message for fault in faults]


def test_one_activity_for_all_is_in_order() -> None:
    assert faults_of(activity()) == []


def test_a_stream_of_no_activity_is_a_fault() -> None:
    assert "'square' belongs to no processing activity" in faults_of(activity(), streams={"square": "csv"})[0]


def test_what_two_activities_claim_is_a_fault_that_names_both() -> None:
    other = activity("parking", covers=Covers(connectors=("counting",)))
    assert faults_of(activity(), other) == [
        "'counting' of connectors belongs to counting already; it can have one purpose only."
    ]


def test_every_kind_of_thing_can_be_claimed_once_only() -> None:
    for kind in Covers.__struct_fields__:
        faults: list[Fault] = []
        coverage(
            [activity("a", covers=Covers(**{kind: ("x",)})), activity("b", covers=Covers(**{kind: ("x",)}))], faults
        )
        assert len(faults) == 1, kind


def test_versions_of_one_activity_may_cover_the_same() -> None:
    assert faults_of(activity(), activity(version=2)) == []


def test_a_stream_that_is_named_belongs_to_who_names_it_whatever_its_connector() -> None:
    other = activity("parking", covers=Covers(streams=("square",)))
    found = check_coverage((activity(), other), STREAMS, "municipality", PARTIES, [])
    assert found.of_stream("square", "counting") == "parking"
    assert found.of_stream("street", "counting") == "counting"


def test_the_indicators_of_the_picture_belong_to_one_activity() -> None:
    half = activity(covers=Covers(connectors=("counting",), indicators=("persons", "density")))
    assert any("do not all belong to one processing activity" in message for message in faults_of(half))


def test_data_of_another_controller_have_no_place_on_this_node() -> None:
    assert any(
        "The controller of this node is municipality, not police" in m for m in faults_of(activity(controller="police"))
    )


def test_what_is_referred_to_must_be_there() -> None:
    use = Use(activity="litter", layers=(Layer.OBSERVATIONS,), reason="")
    covers = Covers(connectors=("counting",), streams=("nowhere",), indicators=("persons", "density", "flow", "level"))
    said = faults_of(activity(uses=(use,), processors=("nobody",), covers=covers))
    assert [message for message in said if "litter" in message]
    assert [message for message in said if "nobody" in message]
    assert [message for message in said if "nowhere" in message]


def test_forecasts_are_issued_together_and_so_belong_to_one_activity() -> None:
    declared = activity(covers=Covers(connectors=("counting",), indicators=PICTURE_INDICATORS, forecasts=("counts",)))
    assert faults_of(declared) == []
    assert coverage([declared], []).of_forecasts == "counting"
    assert coverage([activity()], []).of_forecasts is None
    other = activity("parking", covers=Covers(forecasts=("persons",)))
    assert "belong to several processing activities" in faults_of(declared, other)[0]


def test_a_forecast_of_what_is_not_foreseen_is_a_fault() -> None:
    declared = activity(covers=Covers(connectors=("counting",), indicators=PICTURE_INDICATORS, forecasts=("rain",)))
    assert "of which there are none" in faults_of(declared)[0]


def test_a_layer_that_is_made_belongs_to_one_activity_and_one_that_is_measured_to_several() -> None:
    covers = Covers(connectors=("counting",), indicators=PICTURE_INDICATORS, warnings=("crowding",))
    found = coverage([activity(covers=covers)], [])
    assert found.of_layer(Layer.ESTIMATES) == found.of_layer(Layer.WARNINGS) == "counting"
    assert found.of_layer(Layer.FORECASTS) is None, "nobody declares them"
    assert found.of_layer(Layer.OBSERVATIONS) is None
