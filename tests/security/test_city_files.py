# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files of a city that were made to do harm: none leads out of its folder, and none takes much time or memory."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from baken.city.check import check
from servers import FIXTURES, run_baken

if TYPE_CHECKING:
    from pathlib import Path

SQUARES = FIXTURES / "cities" / "squares"
SECRET = "canary-3f9a71"
MOST_S = 10.0
MOST_MB = 500

TOML_FILES = ("city.toml", "streams.toml", "parties.toml", "activities/square-counting.toml")
ALL_FILES = (*TOML_FILES, "areas.geojson", "gates.geojson", "policies/own.cedar")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = shutil.copytree(SQUARES, tmp_path / "squares")
    (made / "policies").mkdir(exist_ok=True)
    return made


def test_the_city_is_in_order_before_anything_is_done_to_it(folder: Path) -> None:
    assert check(folder) == []


def put(folder: Path, file: str, content: str | bytes) -> None:
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())


def peak_mb() -> float:
    """Return the most memory that this process has held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def assert_refused(folder: Path, file: str) -> list[str]:
    """Check a folder within bounds of time and memory, and return what is said of the file."""
    begin, before = time.process_time(), peak_mb()
    faults = check(folder)
    took, grown = time.process_time() - begin, peak_mb() - before
    said = [str(fault) for fault in faults if fault.file == file or fault.file == file.partition("/")[0]]
    assert said, "it must not pass"
    assert took < MOST_S, f"{took:.1f} s"
    assert grown < MOST_MB, f"{grown:.0f} MB"
    assert all(len(line) < 2_000 for line in said), "a fault is a sentence, whatever the file holds"
    return said


BOMBS = {
    "too large": "a = 1\n" + "# " + "x" * 11_000_000,
    "many keys": "".join(f"k{number} = 1\n" for number in range(300_000)),
    "many tables": "".join(f"[t{number}]\n" for number in range(100_000)),
    "many tables in an array": "[[stream]]\n" * 100_000,
    "a key of many parts": "a" + ".a" * 50_000 + " = 1",
    "a table of many parts": "[a" + ".a" * 50_000 + "]",
    "keys below keys": "".join(f"{'a.' * depth}b{depth} = 1\n" for depth in range(1, 1_500)),
    "deep lists": "a = " + "[" * 100_000 + "]" * 100_000,
    "deep tables": "a = " + "{a=" * 50_000 + "1" + "}" * 50_000,
    "open lists": "a = " + "[" * 1_000_000,
    "a long number": "version = " + "9" * 1_000_000,
    "a long number in hexadecimal": "version = 0x" + "f" * 1_000_000,
    "a long fraction": "version = 1." + "1" * 1_000_000,
    "a large exponent": "version = 1e" + "9" * 100_000,
    "a long text": 'name = "' + "x" * 5_000_000 + '"',
    "an open text": 'name = """' + "x" * 5_000_000,
    "escapes": 'name = "' + "\\u0041" * 500_000 + '"',
    "quotes": "name = " + '"""' * 300_000,
    "a long date": "valid_from = 2026-01-" + "0" * 100_000 + "1",
    "a long list": "name = [" + "1," * 1_000_000 + "]",
    "white space": "name" + " " * 5_000_000 + '= "x"',
    "line ends": "\n" * 5_000_000 + "a",
    "null bytes": b"\x00" * 100_000,
    "no text": os.urandom(100_000),
    "not a file of that kind": b"\x7fELF" + b"\x00" * 1000,
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("file", ["city.toml", "parties.toml", "activities/square-counting.toml"])
def test_a_bomb_of_toml_is_refused_in_time(folder: Path, file: str, bomb: str) -> None:
    put(folder, file, BOMBS[bomb])
    assert_refused(folder, file)


JSON_BOMBS = {
    "deep lists": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a long number": '{"type": ' + "9" * 1_000_000 + "}",
    "many features": '{"type":"FeatureCollection","features":[' + ",".join(["{}"] * 200_000) + "]}",
    "a key twice": '{"type":"FeatureCollection","type":"FeatureCollection","features":[]}',
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", JSON_BOMBS)
def test_a_bomb_of_geojson_is_refused_in_time(folder: Path, bomb: str) -> None:
    put(folder, "areas.geojson", JSON_BOMBS[bomb])
    assert_refused(folder, "areas.geojson")


def test_a_bomb_of_rules_is_refused_in_time(folder: Path) -> None:
    for bomb in ("(" * 100_000, "forbid(principal,action,resource)" * 5_000, "x" * 200_000, "@id(" * 50_000):
        put(folder, "policies/own.cedar", bomb)
        assert_refused(folder, "policies/own.cedar")


def test_so_many_files_are_not_all_read(folder: Path) -> None:
    text = (folder / "activities" / "square-counting.toml").read_text()
    for number in range(2_000):
        put(folder, f"activities/many-{number}.toml", text)
    assert_refused(folder, "activities")


@pytest.mark.parametrize("file", ALL_FILES)
def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path, file: str) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text(f'name = "{SECRET}"\n{SECRET}')
    (folder / file).unlink(missing_ok=True)
    (folder / file).symlink_to(outside)
    said = assert_refused(folder, file)
    assert not any(SECRET in line for line in said), "and nothing of what is there is told"
    assert any("leads out of the folder" in line for line in said)


@pytest.mark.parametrize("place", ["activities", "policies", "basemap"])
def test_a_folder_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path, place: str) -> None:
    outside = tmp_path / "outside"
    inner = folder / place
    shutil.copytree(inner, outside)
    if place == "policies":
        (outside / "own.cedar").write_text(f"// {SECRET}")
    shutil.rmtree(inner)
    inner.symlink_to(outside)
    said = [str(fault) for fault in check(folder)]
    assert any("out of the folder" in line or "outside" in line for line in said), said
    assert not any(SECRET in line for line in said)


@pytest.mark.parametrize(
    "path", ["../../outside.csv", "/etc/passwd", "data/../../outside.csv", "data\\..\\..\\outside.csv"]
)
def test_a_path_in_a_file_does_not_lead_out(folder: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.csv").write_text(f"time,{SECRET}\n")
    text = (folder / "city.toml").read_text()
    assert "basemap = " in text
    lines = [
        f'basemap = {{ kind = "pmtiles", url = {path!r} }}' if line.startswith("basemap = ") else line
        for line in text.splitlines()
    ]
    put(folder, "city.toml", "\n".join(lines))
    said = assert_refused(folder, "city.toml")
    assert not any(SECRET in line for line in said)


@pytest.mark.parametrize("file", ["city.toml", "activities/square-counting.toml"])
def test_what_is_no_plain_file_is_not_waited_for(folder: Path, file: str) -> None:
    (folder / file).unlink()
    os.mkfifo(folder / file)
    assert_refused(folder, file)
    (folder / file).unlink()
    (folder / file).mkdir()
    assert_refused(folder, file)


def test_links_in_a_circle_are_refused(folder: Path) -> None:
    file = folder / "activities" / "square-counting.toml"
    file.unlink()
    file.symlink_to("square-counting.toml")
    assert_refused(folder, "activities/square-counting.toml")


def test_control_characters_of_a_file_do_not_reach_the_terminal(folder: Path, tmp_path: Path) -> None:
    text = (folder / "city.toml").read_text()
    put(folder, "city.toml", text.replace('country = "', 'country = "\\u001b]0;owned\\u0007\\u001b[2J', 1))
    done = run_baken("check", folder, home=tmp_path)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x07" not in done.stdout + done.stderr


def test_a_city_cannot_permit_what_the_rules_of_baken_do_not(folder: Path) -> None:
    put(folder, "policies/own.cedar", '@id("all")\npermit (principal, action, resource);\n')
    assert_refused(folder, "policies/own.cedar")


def test_nothing_is_written_into_the_folder_of_a_city(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    check(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
