# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The simulated city as a connector: the contract, the settings, and what one may rely on."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from baken.connectors.simulated_city.connector import NOT_A_STREAM, NOT_SIMULATED, connect, from_fixture
from baken.plugin.conformance import LAWS, Law
from baken.plugin.protocol import ConnectorError, PositionError, Settings, SettingsError
from baken.plugin.subject import Subject, query_all

HERE = Path(__file__).parent
FULL = HERE / "fixtures" / "full"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_connector_keeps_the_law(law: Law) -> None:
    law(Subject.at(HERE))


def copy_with(folder: Path, settings: str) -> Path:
    """Return a copy of the full fixture with other settings."""
    copy = Path(shutil.copytree(FULL, folder / "city"))
    (copy / "simulated_city.toml").write_text(settings)
    return copy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "scenario"),
        ('scenario = "dya"', "Use one of: day"),
        ('scenario = "day"\nseed = -1', "seed"),
        ('scenario = "day"\nseed = true', "seed"),
        ('scenario = "day"\ndays = 400', "days"),
        ('scenario = "day"\ndate = "2026-08-14"', "no date"),
        ('scenario = "day"\nsede = 1', "sede"),
        ("scenario = ", "toml:1"),
    ],
)
def test_faults_in_the_settings_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_fixture(copy_with(tmp_path, text))
    assert said in str(raised.value)


def test_a_city_without_settings_is_told_to_make_them() -> None:
    with pytest.raises(SettingsError, match="no such file"):
        connect(Settings(folder=FULL))


def test_another_seed_is_another_day_and_the_same_seed_the_same(tmp_path: Path) -> None:
    def values(seed: int) -> np.ndarray:
        connector = from_fixture(copy_with(tmp_path / str(seed), f'scenario = "day"\nseed = {seed}'))
        return np.concatenate([batch.rows.result for batch in connector.history(query_all(connector))])

    (tmp_path / "2").mkdir()
    (tmp_path / "3").mkdir()
    one, other = values(2), values(3)
    shutil.rmtree(tmp_path / "2" / "city")
    assert np.array_equal(one, values(2), equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


def test_two_days_follow_each_other(tmp_path: Path) -> None:
    connector = from_fixture(copy_with(tmp_path, 'scenario = "day"\ndays = 2\ndate = 2026-03-01'))
    times = np.concatenate([b.rows.phenomenon_time_us for b in connector.history(query_all(connector))])
    assert (times.max() - times.min()) / 3.6e9 == pytest.approx(47.0, abs=1.0)


def test_streams_that_cannot_be_simulated_are_named_and_the_others_told() -> None:
    connector = from_fixture(HERE / "fixtures" / "malformed")
    (first, *_) = connector.history(query_all(connector))
    said = {entry.reason: entry for entry in first.skipped}
    assert said[NOT_SIMULATED].count == 4
    assert "elders" in " ".join(said[NOT_SIMULATED].examples)
    assert said[NOT_A_STREAM].count == 1
    assert len(np.unique(first.rows.series)) == 2


def test_a_position_of_another_day_is_refused(tmp_path: Path) -> None:
    one, other = from_fixture(FULL), from_fixture(copy_with(tmp_path, 'scenario = "day"\nseed = 9'))
    (batch, *_) = one.history(query_all(one, batch_rows=10))
    with pytest.raises(PositionError):
        list(other.history(query_all(other, after=batch.position)))


def test_an_area_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    copy = copy_with(tmp_path, 'scenario = "day"')
    gates = (copy / "gates.geojson").read_text()
    (copy / "gates.geojson").write_text(gates.replace('["plein", "strand"]', '["plein", "halte"]'))
    connector = from_fixture(copy)
    with pytest.raises(ConnectorError, match="strand"):
        list(connector.history(query_all(connector)))
