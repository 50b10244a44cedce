# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every fault of a declaration is named with file, line and remedy; what may not be cannot be expressed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.governance.lists import DataSubject, Layer, PersonalData, Purpose
from baken.governance.read_activities import read_activities
from baken.governance.read_parties import read_parties

if TYPE_CHECKING:
    from baken.declaration.fault import Fault
    from baken.governance.model import ProcessingActivity

SQUARES = Path(__file__).parents[3] / "tests" / "fixtures" / "cities" / "squares"
GOOD = (SQUARES / "activities" / "square-counting.toml").read_text()
PARTIES = (SQUARES / "parties.toml").read_text()


def read(folder: Path, text: str, file: str = "a.toml") -> tuple[tuple[ProcessingActivity, ...], list[Fault]]:
    (folder / "activities").mkdir(exist_ok=True)
    (folder / "activities" / file).write_text(text)
    faults: list[Fault] = []
    return read_activities(folder, "squares", faults), faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_declaration_has_a_versioned_uri_and_no_faults(tmp_path: Path) -> None:
    found, faults = read(tmp_path, GOOD)
    assert faults == []
    assert found[0].uri == "urn:baken:processing-activity:squares:square-counting:1"
    assert found[0].purpose is Purpose.CROWD_SAFETY


LONG = 'period = "P36500D"\ntrigger = "phenomenon-time"\nreason = "The'

CHANGES = (
    ('purpose = "crowd-safety"', 'purpose = "litter"', "'litter' is not a purpose"),
    ('purpose = "crowd-safety"', "", "purpose is missing"),
    ('kind = "counting"', 'kind = "face-recognition"', "is not a kind"),
    ('personal_data = ["none"]', 'personal_data = ["face"]', "'face' is not one of the personal_data"),
    ('personal_data = ["none"]', 'personal_data = ["none", "contact"]', "There are none, and there are some"),
    ('data_subjects = ["nobody"]', 'data_subjects = ["visitors"]', "Data about nobody are not about persons"),
    ('law = "Gemeentewet art. 172"\n', "", "rests on a law that is not named"),
    ('legal_basis = "public-task"', 'legal_basis = "because"', "is not a legal_basis"),
    ("review_by = 2099-12-31", 'review_by = "soon"', "review_by must be a date"),
    ("review_by = 2099-12-31", "review_by = 2019-12-31", "review_by is not after valid_from"),
    ("version = 1", "version = 0", "version = 0 is not possible"),
    ("k = 1", "k = 0", "k = 0 is not possible"),
    ("k = 1", 'k = 1\nnoise = "geometric"', "epsilon goes with noise"),
    (LONG, LONG.replace("P36500D", "P1Y"), "'P1Y' is not a period"),
    ('layer = "estimates"\nperiod', 'layer = "observations"\nperiod', "observations has two periods"),
    (LONG, LONG.replace("phenomenon-time", "last-use"), "observations cannot be deleted by last-use"),
    ('layer = "observations"\nperiod', 'layer = "warnings"\nperiod', "does not say how long observations are kept"),
    ("k = 1", 'k = 1\nnoise = "geometric"\nepsilon = 50.0', "epsilon = 50 is not possible"),
    ('role = "public"', 'role = "sensor"', "sensor is no recipient"),
    ('oversight = "privacy-officer"', 'oversight = "planner"', "Oversight is not with somebody who can act"),
    ('transfers = "none"', 'transfers = "none"\nbiometrics = true', "'biometrics' is not a key"),
    ('id = "square-counting"', 'id = "../x"', "is not a permanent id"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after", "message"), CHANGES, ids=[c[2] for c in CHANGES])
def test_a_fault_is_named_with_its_file_and_a_remedy(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert GOOD.count(before) == 1
    found, faults = read(tmp_path, GOOD.replace(before, after))
    assert found == ()
    assert any(message in fault.message for fault in faults), faults
    assert all(fault.file == "activities/a.toml" and fault.line and fault.remedy for fault in faults)


def test_a_fault_names_the_line_on_which_it_stands(tmp_path: Path) -> None:
    text = GOOD.replace('purpose = "crowd-safety"', 'purpose = "litter"')
    _, faults = read(tmp_path, text)
    assert [fault.line for fault in faults] == [line_of(text, "purpose =")]


def test_biometric_and_special_data_have_no_word() -> None:
    words = {w.value for w in (*PersonalData, *DataSubject, *Purpose)}
    for taboo in ("biometric", "face", "gait", "voice", "ethnic", "health", "religio", "politic", "sexual", "convict"):
        assert not any(taboo in word for word in words)


def test_two_files_cannot_declare_the_same_version(tmp_path: Path) -> None:
    read(tmp_path, GOOD, "a.toml")
    _, faults = read(tmp_path, GOOD, "b.toml")
    assert any("stands in activities/a.toml already" in fault.message for fault in faults)


def test_a_later_version_begins_later(tmp_path: Path) -> None:
    read(tmp_path, GOOD, "a.toml")
    _, faults = read(tmp_path, GOOD.replace("version = 1", "version = 2"), "b.toml")
    assert any("does not begin later" in fault.message for fault in faults)


def test_without_any_activity_no_data_may_come_in(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_activities(tmp_path, "squares", faults) == ()
    assert "no data may come in" in faults[0].message


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text(GOOD)
    city = tmp_path / "city"
    (city / "activities").mkdir(parents=True)
    (city / "activities" / "a.toml").symlink_to(secret)
    faults: list[Fault] = []
    assert read_activities(city, "squares", faults) == ()
    assert "leads out of the folder" in faults[0].message


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("city")
    (folder / "activities").mkdir()
    (folder / "activities" / "a.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "parties.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    faults: list[Fault] = []
    assert read_activities(folder, "squares", faults) == ()
    assert read_parties(folder, set(), faults)[1] == ()
    assert faults


AGREEMENT = """
[[agreement]]
id = "police-2026"
party = "police"
activities = ["square-counting"]
layers = ["estimates"]
purposes = ["crowd-safety"]
valid_from = 2026-01-01
valid_until = 2027-01-01
reference = "Covenant 12"
"""


def parties(folder: Path, text: str) -> list[Fault]:
    (folder / "parties.toml").write_text(text)
    faults: list[Fault] = []
    read_parties(folder, {"square-counting"}, faults)
    return faults


def test_an_agreement_names_party_activities_layers_and_its_end(tmp_path: Path) -> None:
    (tmp_path / "parties.toml").write_text(PARTIES + AGREEMENT)
    faults: list[Fault] = []
    found = read_parties(tmp_path, {"square-counting"}, faults)[1]
    assert faults == []
    assert (found[0].layers, found[0].valid_until.year) == ((Layer.ESTIMATES,), 2027)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('party = "police"', 'party = "polcie"', "no other party 'polcie'"),
        ('party = "police"', 'party = "municipality"', "no other party 'municipality'"),
        ('activities = ["square-counting"]', 'activities = ["litter"]', "no processing activity 'litter'"),
        ("valid_until = 2027-01-01", "valid_until = 2025-01-01", "ends before it begins"),
        ("valid_until = 2027-01-01", "", "valid_until is missing"),
        ('layers = ["estimates"]', "layers = []", "layers must be a list of texts"),
    ],
)
def test_a_faulty_agreement_is_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    faults = parties(tmp_path, PARTIES + AGREEMENT.replace(before, after))
    assert any(message in fault.message for fault in faults), faults


def test_a_node_has_exactly_one_controller(tmp_path: Path) -> None:
    without = parties(tmp_path, PARTIES.replace("controller = true\n", ""))
    assert any("exactly one party" in fault.message for fault in without)
    two = parties(tmp_path, PARTIES.replace('kind = "police"', 'kind = "police"\ncontroller = true\ncontact = "x"'))
    assert any("exactly one party" in fault.message for fault in two)
