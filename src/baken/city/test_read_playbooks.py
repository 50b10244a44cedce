# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Playbooks as people write them, and as somebody hostile would: every fault has a file, a line and a remedy."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baken.city.check_playbooks import check_playbooks
from baken.city.load import load
from baken.city.read_playbooks import Known, read_playbooks
from baken.city.read_response import read_response
from baken.declaration.fault import Fault, Severity
from baken.response.interventions import CloseRoad, OneWayWalking
from baken.response.reach import Reach
from baken.response.specimen import playbook
from baken.vocabulary.place import Gate
from baken.warning.kinds import LimitKind
from baken.warning.model import Limit

if TYPE_CHECKING:
    from baken.city.model import City

ONE = "playbooks/one-way-after-fireworks.toml"
CITIES = Path(__file__).resolve().parents[3] / "cities"
SCHEVENINGEN = CITIES / "scheveningen"


@pytest.fixture(scope="module")
def city() -> City:
    return load(SCHEVENINGEN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a city declares of responses, to be written over."""
    folder = tmp_path_factory.mktemp("responses")
    shutil.copytree(SCHEVENINGEN / "playbooks", folder / "playbooks")
    shutil.copytree(SCHEVENINGEN / "simulation", folder / "simulation")
    shutil.copy(SCHEVENINGEN / "response.toml", folder)
    return folder


def faults_with(city: City, folder: Path, file: str, old: str, new: str) -> list[Fault]:
    """Return the faults of a city in which one file says something else; the file is as before afterwards."""
    path, faults = folder / file, list[Fault]()
    text = path.read_text(encoding="utf-8")
    assert old in text
    try:
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        areas, parties = {area.id for area in city.areas}, {party.id for party in city.parties}
        reach = read_response(folder, areas, parties, faults)
        found = read_playbooks(folder, Known(areas, city.gates, parties, reach), faults)
        check_playbooks(found, city.gates, city.events, None, "activity", faults)
        return faults
    finally:
        path.write_text(text, encoding="utf-8")


def test_scheveningen_has_playbooks_of_every_sort_and_auckland_has_one(city: City) -> None:
    kinds = {intervention.kind.value for p in city.playbooks for intervention in p.interventions}
    assert {"one-way-walking", "extra-trams", "close-road", "public-message", "dynamic-signs"} <= kinds
    assert {p.approval.re_authenticate for p in city.playbooks} == {True, False}
    assert [p.id for p in load(CITIES / "auckland").playbooks] == ["queen-street"]


WRONG = {
    "an area that is not there": (
        ONE,
        '"boulevard-kurhaus", "boulevard-midden", "kur',
        '"boulevard-kurhuis", "kur',
        "mean .boulevard-kurhaus",
    ),
    "a gate that is not there": (
        ONE,
        'gate = "boulevard-midden-kurhaus"',
        'gate = "boulevard-midden-kurhuis"',
        "There is no gate",
    ),
    "a side that the gate has not": (
        ONE,
        'towards = "boulevard-midden"',
        'towards = "de-pier"',
        "no side of boulevard-midden-kurhaus called 'de-pier'",
    ),
    "a party that takes no part": (ONE, 'owner = "organiser"', 'owner = "army"', "There is no party 'army'"),
    "a kind of intervention that nobody knows": (
        ONE,
        'kind = "stewards"',
        'kind = "drones"',
        "'drones' is not a kind that is known",
    ),
    "a kind of limit that nobody knows": (ONE, '"outflow", ', '"faces", ', "There is no kind 'faces'"),
    "a text that the sign cannot show": (ONE, 'shows = "eenrichting"', 'shows = "hallo"', "cannot show 'hallo'"),
    "a sign that is not there": (ONE, '"bord-boulevard-midden", ', '"bord-x", ', "There is no actuator 'bord-x'"),
    "a certainty that never comes": (ONE, "probability = 0.5", "probability = 1.5", "probability must be"),
    "hours that never are": (ONE, 'until = "02:00"', 'until = "20:00"', "These hours never are"),
    "half of the hours": (ONE, 'until = "02:00"', "", "Hours have a begin and an end"),
    "an event that never is": (ONE, '["fireworks", "bonfire"]', '["firework"]', "calendar.toml has none"),
    "a role that may not approve": (ONE, 'role = "duty-officer"', 'role = "analyst"', "let no analyst approve"),
    "a planner with a fresh sign-in": (ONE, 'role = "duty-officer"', 'role = "planner"', "approved by a duty officer"),
    "an end before its begin": (ONE, "probability_below = 0.2", "probability_below = 0.6", "end as soon as it begins"),
    "an end before it is prepared": (ONE, "after_min = 120", "after_min = 15", "ends before it is prepared"),
    "a preparation of three weeks": (ONE, "preparation_min = 15", "preparation_min = 30000", "preparation_min must be"),
    "a preparation beyond every forecast": (
        ONE,
        "preparation_min = 15",
        "preparation_min = 15000",
        "nothing is foreseen more than",
    ),
    "an effect outside its band": (ONE, "change = -0.2", "change = -0.9", "outside its own band"),
    "a key that nobody knows": (ONE, "stands_min = 45", "stands_mins = 45", "'stands_mins' is not a key that is known"),
    "following what is not there": (ONE, "stands_min = 45", 'after = ["x"]', "there is no such playbook"),
    "following itself": (ONE, "stands_min = 45", 'after = ["one-way-after-fireworks"]', "wait for it in turn"),
    "checks in one language": (ONE, "checks_nl = [", "#checks_nl = [", "does not stand in both languages"),
    "no interventions": ("playbooks/public-message.toml", "[[intervention]]", "[[other]]", "intervention is missing"),
    "an empty file": ("playbooks/extra-trams.toml", "id =", "\x00id =", "TOML"),
    "a password in the open": (
        "response.toml",
        'kind = "simulated"',
        'kind = "mqtt"\nhost = "h"\npassword = "x"',
        "A password stands",
    ),
    "commands over an open line": (
        "response.toml",
        'kind = "simulated"',
        'kind = "mqtt"\nhost = "h.example"\ntls = false',
        "unprotected",
    ),
    "a light that cannot go back": ("response.toml", 'normal = "normal"', 'normal = "dark"', "nothing could be undone"),
    "a topic with a wildcard": (
        "response.toml",
        'normal = "normal"',
        'normal = "normal"\ntopic = "a/#"',
        "is not a topic",
    ),
    "a car park that nobody knows": (
        "response.toml",
        '"parkeren-carlton"',
        '"parkeren-carlten"',
        "parks at 'parkeren-carlten'",
    ),
    "a barrier that locks people in": (
        "response.toml",
        'kind = "light"',
        'kind = "barrier"',
        "'barrier' is not a kind",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_file_line_and_remedy(city: City, made: Path, case: str) -> None:
    file, old, new, says = WRONG[case]
    found = faults_with(city, made, file, old, new)
    wanted = [fault for fault in found if re.search(says, fault.message + " " + fault.remedy)]
    assert wanted, [str(fault) for fault in found]
    assert all(fault.line >= 1 and fault.remedy for fault in wanted)


def test_words_of_presets_are_read_and_are_of_something_that_can_be_told(tmp_path: Path) -> None:
    sign = """[[actuator]]
id = "sign"
name = "Sign"
kind = "sign"
area_ids = ["north"]
owner = "p"
presets = ["blank", "one-way"]
normal = "blank"
by_hand = "Turn the key."
by_hand_nl = "Draai de sleutel om."
"""
    words = "[[preset]]\nid = '{}'\nname = 'walk on'\nname_nl = 'loop door'\n"
    ids = ("one-way", "one-way", "one-wya")
    (tmp_path / "response.toml").write_text(sign + "".join(map(words.format, ids)), encoding="utf-8")
    faults: list[Fault] = []
    reach = read_response(tmp_path, {"north"}, {"p"}, faults)
    assert [preset.id for preset in reach.presets] == ["one-way"]
    assert (reach.preset("one-way").name_nl, reach.preset("blank").name_nl) == ("loop door", "blank")
    assert [fault.message for fault in faults] == [
        "The preset 'one-way' has words already.",
        "Nothing can be told 'one-wya'.",
    ]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_stops_the_check(tiny: Path, content: bytes) -> None:
    (tiny / "playbooks").mkdir(exist_ok=True)
    (tiny / "playbooks" / "x.toml").write_bytes(content)
    (tiny / "response.toml").write_bytes(content)
    faults: list[Fault] = []
    reach = read_response(tiny, {"north"}, {"p"}, faults)
    found = read_playbooks(tiny, Known({"north"}, (), {"p"}, reach), faults)
    check_playbooks(found, (), (), (), None, faults)
    assert not found


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiny")


def limit(name: str = "l", **rest: object) -> Limit:
    values = {"id": name, "area_id": "north", "kind": LimitKind.DENSITY, "value": 2.0, "source": "Test."} | rest
    return Limit(**values)  # type: ignore[arg-type]


def told(*playbooks: object, gates: tuple[Gate, ...] = (), limits: tuple[Limit, ...] | None = None) -> list[Fault]:
    found: list[Fault] = []
    check_playbooks(playbooks, gates, (), limits, "activity", found)  # type: ignore[arg-type]
    return found


def test_a_playbook_without_a_limit_that_triggers_it_can_never_be_proposed() -> None:
    (fault,) = told(playbook(), limits=(limit(area_id="south"),))
    assert "can never be proposed" in fault.message
    assert told(playbook(), limits=(limit(),)) == []


def test_a_preparation_that_is_longer_than_any_warning_is_a_fault_and_than_some_a_warning() -> None:
    (fault,) = told(playbook(), limits=(limit(lead_time_s=300),))
    assert "warn at most 5 min ahead" in fault.message
    (fault,) = told(playbook(), limits=(limit(lead_time_s=300), limit("long", lead_time_s=3600)))
    assert fault.severity is Severity.WARNING


def test_opposites_in_one_playbook_are_a_fault_and_between_two_a_warning() -> None:
    one, other = playbook(), playbook("other", towards="south")
    both = playbook("both", interventions=(one.interventions[0], other.interventions[0]))
    assert "is the opposite of" in told(both)[0].message
    (fault,) = told(one, other)
    assert fault.severity is Severity.WARNING
    assert "other" in fault.message


def test_a_playbook_that_would_lock_people_in_is_a_fault() -> None:
    gates = (
        Gate(id="bridge", name="Bridge", line=((0, 0), (1, 1)), area_ids=("south", "north"), effective_width_m=3),
        Gate(id="stairs", name="Stairs", line=((0, 0), (1, 1)), area_ids=("north", "outside"), effective_width_m=3),
    )
    (walking,) = playbook().interventions
    also = walking.__class__(
        id="stairs", title="x", title_nl="x", owner="municipality", preparation_min=1.0,
        deed=OneWayWalking(gate="stairs", towards="north"),
    )  # fmt: skip
    assert told(playbook(), gates=gates) == []
    (fault,) = told(playbook(interventions=(walking, also)), gates=gates)
    assert "Nobody could leave north" in fault.message


def test_playbooks_that_wait_for_each_other_are_told() -> None:
    found = told(playbook("a", after=("b",)), playbook("b", after=("a",)), playbook("c"))
    assert len([f for f in found if "wait for it in turn" in f.message]) == 2


def test_two_playbooks_that_close_one_road_do_not_contradict_each_other() -> None:
    (walking,) = playbook().interventions
    closing = msgspec.structs.replace(walking, deed=CloseRoad(road="x"))
    assert told(playbook("a", interventions=(closing,)), playbook("b", interventions=(closing,))) == []


BOMBS = {
    "many keys": "".join(f"k{number} = 1\n" for number in range(12_000)),
    "many interventions": "[[intervention]]\n" * 10_000,
    "deep tables": "a = " + "{a=" * 20_000,
    "too large": 'title = "' + "x" * 300_000 + '"',
    "a long number": "stands_min = " + "9" * 100_000,
    "many areas": "[trigger]\narea_ids = [" + '"x",' * 30_000 + "]",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_that_was_made_to_take_time_is_refused_in_time(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "x.toml").write_text(BOMBS[bomb], encoding="utf-8")
    faults, begin = list[Fault](), time.process_time()
    assert read_playbooks(tmp_path, Known({"north"}, (), {"p"}, Reach()), faults) == ()
    assert time.process_time() - begin < 5.0
    assert faults
    assert all(len(str(fault)) < 2_000 for fault in faults)
