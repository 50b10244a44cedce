# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A model is kept whole or not at all, and its card says what the figures say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest

from baken.forecast import synthetic
from baken.forecast.lifecycle.card import DataSource, Evidence, ModelCard, model_card
from baken.forecast.lifecycle.card_markdown import card_markdown
from baken.forecast.lifecycle.made_up import made_up
from baken.forecast.lifecycle.store import ModelStore, StoredModel, model_id
from baken.forecast.lifecycle.weaknesses import WeaknessKind, weaknesses
from baken.forecast.methods.climatology import Climatology
from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from pathlib import Path

FITTED_US = 1_782_869_400_000_000
PANEL = synthetic.street(400)


def record(name: str = "one", *, at: int = 0) -> StoredModel:
    return StoredModel(
        id=name,
        city="resort",
        method="boosting/3",
        fitted_at_us=FITTED_US + at,
        data_from_min=PANEL.start_min,
        data_until_min=PANEL.end_min,
        series=3,
        seed=7,
        fingerprint="1f0c93aab2",
    )


def card(**changed: Any) -> ModelCard:
    whole: dict[str, Any] = {
        "own": made_up(60, seed=1, loss=0.12, method="boosting/3"),
        "reference": made_up(60, seed=1, loss=0.15, method="climatology/1"),
        "panel": PANEL,
        "fit_s": 61.25,
        "versions": {"numpy": "2", "baken": "0.1"},
        "data_sources": (DataSource(text="Counts of the city", licence="CC BY 4.0", url="https://example.org"),),
    }
    return model_card(record(), Climatology().definition, Evidence(**(whole | changed)))


# ---------------------------------------------------------------- store


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    kept = store.add(record(), b"learned" * 1000, card())
    assert kept.size == 7000
    assert store.models("resort") == (kept,)
    assert store.read("resort", "one") == b"learned" * 1000
    assert (store.card_markdown("resort", "one") or "").startswith("# Model card: one")
    assert ModelStore(tmp_path).models("elsewhere") == ()
    assert store.card_markdown("resort", "two") is None


def test_models_are_listed_with_the_newest_first(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    for place, name in enumerate(("old", "new", "between")):
        store.add(record(name, at=(0, 9, 5)[place]), b"x")
    assert [one.id for one in store.models("resort")] == ["new", "between", "old"]


def test_bytes_that_changed_on_disk_are_refused(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.add(record(), b"learned")
    (tmp_path / "resort" / "models" / "one.model").write_bytes(b"learnt!")
    with pytest.raises(ForecastError, match="damaged"):
        store.read("resort", "one")


def test_a_record_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.add(record(), b"learned")
    (tmp_path / "resort" / "models" / "two.json").write_text("{half")
    (tmp_path / "resort" / "champion.json").write_text("{half")
    assert [one.id for one in store.models("resort")] == ["one"]
    assert store.champion("resort") is None


def test_the_champion_is_one_that_is_there(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    assert store.champion("resort") is None
    with pytest.raises(ForecastError, match="no model one"):
        store.promote("resort", "one", since_us=1, why="first")
    store.add(record("one"), b"x")
    store.add(record("two", at=1), b"x")
    store.promote("resort", "one", since_us=1, why="first")
    chosen = store.promote("resort", "two", since_us=2, why="5% less loss")
    assert store.champion("resort") == chosen
    assert chosen.previous_id == "one"
    (tmp_path / "resort" / "models" / "two.model").unlink()
    assert store.champion("resort") is None


def test_old_models_go_but_the_champion_and_the_one_before_it_stay(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    for place in range(5):
        store.add(record(f"m{place}", at=place), b"x", card() if not place else None)
    store.promote("resort", "m0", since_us=1, why="first")
    store.promote("resort", "m1", since_us=2, why="better")
    assert set(store.forget("resort", keep=1)) == {"m2", "m3"}
    assert [one.id for one in store.models("resort")] == ["m4", "m1", "m0"]


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden", "a" * 200])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    store = ModelStore(tmp_path)
    with pytest.raises(ForecastError, match="no name"):
        store.add(record(name), b"x")
    with pytest.raises(ForecastError, match="no name"):
        store.read("resort", name)
    with pytest.raises(ForecastError, match="no name"):
        store.models(name)


def test_ids_tell_method_time_and_data() -> None:
    assert model_id("boosting/3", FITTED_US, "1f0c93aab2") == "boosting-3-20260701T013000-1f0c93aa"


KEEPS_WRITING = """
import sys
from pathlib import Path
from baken.forecast.lifecycle.store import ModelStore, StoredModel
store, place = ModelStore(Path(sys.argv[1])), 0
while True:
    name = f"m{place}"
    store.add(StoredModel(id=name, city="resort", method="a/1", fitted_at_us=place, data_from_min=0, data_until_min=1,
                          series=1, seed=0, fingerprint="x"), bytes([place % 256]) * 300_000)
    store.promote("resort", name, since_us=place, why="newer")
    store.forget("resort", keep=3)
    print(place, flush=True)
    place += 1
"""


@pytest.mark.parametrize("after", [3, 8])
def test_a_process_that_is_killed_leaves_only_whole_models(tmp_path: Path, after: int) -> None:
    with subprocess.Popen([sys.executable, "-c", KEEPS_WRITING, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(after):
            writer.stdout.readline()
        writer.kill()
    store = ModelStore(tmp_path)
    assert store.models("resort")
    for one in store.models("resort"):
        assert store.read("resort", one.id) == bytes([one.fitted_at_us % 256]) * 300_000
    champion = store.champion("resort")
    assert champion is not None
    assert int(champion.model_id[1:]) >= after - 1
    store.tidy("resort")
    left = {file.name for file in (tmp_path / "resort" / "models").iterdir()}
    assert left == {f"{one.id}.{end}" for one in store.models("resort") for end in ("json", "model")}
    assert store.champion("resort") == champion


# ---------------------------------------------------------------- cards


def test_a_card_tells_scores_beside_the_reference() -> None:
    made = card()
    assert [one.bucket for one in made.scores] == ["1 h", "2-6 h", "7-24 h", "25-168 h", "all"]
    assert made.scores[-1].skill == pytest.approx(0.2, abs=0.02)
    assert made.data_until == "2026-02-10T00:00"
    assert made.unusual is None
    assert msgspec.json.decode(msgspec.json.encode(made), type=ModelCard) == made


def test_a_card_of_nothing_scored_says_so() -> None:
    nothing = made_up(3, seed=1).during(0, 0)
    made = card(own=nothing, reference=nothing)
    assert made.scores[0].wql is None
    assert "It was not scored." in card_markdown(made)


def test_a_card_reads_as_markdown() -> None:
    lines = card_markdown(card()).splitlines()
    heads = [line for line in lines if line.startswith("#")]
    assert heads == [
        "# Model card: one",
        "## How well it foresees",
        "## Known weaknesses",
        "## Meant for",
        "## Not to be used for",
        "## Whose data",
    ]
    assert "- Counts of the city, CC BY 4.0, https://example.org" in lines
    rows = [line for line in lines if line.startswith("| 25-168 h |")]
    assert len(rows) == 1
    assert rows[0].count("|") == 10
    assert "| software | baken 0.1, numpy 2 |" in lines
    assert "| cost | fit 61.2 s, slowest issue not taken, 0 bytes |" in lines


def test_names_cannot_break_out_of_their_cell() -> None:
    made = card(data_sources=(DataSource(text="a | b\n# Not a head <script>"),))
    text = card_markdown(made)
    assert "\n# Not a head" not in text
    assert "<script>" not in text


# ---------------------------------------------------------------- weaknesses


def kinds(**changed: Any) -> set[WeaknessKind]:
    return {one.kind for one in card(**changed).weaknesses}


def test_a_model_without_faults_has_no_weakness() -> None:
    assert kinds() == set()


def test_what_is_worse_than_the_reference_is_said() -> None:
    worse = made_up(60, seed=1, loss=0.145, by_bucket=(0.9, 0.8, 1.0, 1.0, 1.0))
    assert kinds(own=worse) == {WeaknessKind.BUCKET_WITHOUT_SKILL}
    scores = made_up(60, seed=1, loss=0.12)
    loss = scores.loss.copy()
    loss[:, 1] *= 1.6
    found = [one for one in card(own=replace(scores, loss=loss)).weaknesses if one.series_ids]
    assert [(one.kind, one.series_ids) for one in found] == [(WeaknessKind.SERIES_WITHOUT_SKILL, ("stream:b",))]
    assert "more loss than the reference" in found[0].text


def test_bands_that_do_not_hold_what_they_say_are_said() -> None:
    assert kinds(own=made_up(60, seed=1, loss=0.12, coverage=0.76)) == {WeaknessKind.BUCKET_BANDS}
    narrow = kinds(own=made_up(60, seed=1, loss=0.12, coverage=0.7))
    assert narrow == {WeaknessKind.BUCKET_BANDS, WeaknessKind.SERIES_BANDS}


def test_a_source_that_began_to_keep_another_clock_is_said_with_the_day() -> None:
    row = 300 * 24 + 2
    lost = np.concatenate([PANEL.values[:row], PANEL.values[row + 1 :], PANEL.values[-24:-23]])
    (found,) = card(panel=replace(PANEL, values=lost)).weaknesses
    day = np.datetime64(PANEL.start_min + row * 60, "m")
    said = [str((day + np.timedelta64(hours, "h")).astype("datetime64[D]")) for hours in (-14, 0, 14)]
    assert found.kind is WeaknessKind.CLOCK_JUMPED
    assert any(one in found.text for one in said)
    assert "1 h earlier than before" in found.text


def test_unusual_hours_starved_series_and_a_short_past_are_said() -> None:
    unusual = made_up(60, seed=2, loss=0.5), made_up(60, seed=2, loss=0.6)
    found = card(own_unusual=unusual[0], reference_unusual=unusual[1])
    assert [one.kind for one in found.weaknesses] == [WeaknessKind.UNUSUAL_HOURS]
    assert "17% less than the reference" in found.weaknesses[0].text
    assert found.unusual is not None
    values = PANEL.values.copy()
    values[-40 * 24 :, 2] = np.nan
    starved = card(panel=replace(PANEL, values=values)).weaknesses
    assert [(one.kind, one.series_ids) for one in starved] == [(WeaknessKind.STARVED_SERIES, ("stream:s2",))]
    assert kinds(panel=PANEL.since(PANEL.end_min - 100 * 1440)) == {WeaknessKind.SHORT_PAST}
    few = made_up(10, seed=1, loss=0.12), made_up(10, seed=1, loss=0.15)
    assert WeaknessKind.FEW_DAYS_SCORED in {one.kind for one in weaknesses(*few, PANEL)}
