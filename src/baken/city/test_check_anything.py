# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is done to the files of a city, checking it gives faults and never an exception."""

from __future__ import annotations

import json
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baken.city.check import check
from baken.city.load import CityError, load
from baken.city.specimen import FILES, small_city
from baken.declaration.fault import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCRAPS = st.sampled_from(
    [b"", b"\n", b'"', b"[", b"]", b"{", b"}", b"=", b",", b"0", b"-1", b"1e400", b"nan", b"null", b"true",
     b"\xff", b"\x00", b'"\\ud800"', b"[[", b"9" * 400, b"1979-05-27", b"../", b"#", b"'''", b'"""',
     b"[4.9, 52.37]", b'{"type": "Feature"}']
)  # fmt: skip


@given(
    file=st.sampled_from(FILES), edits=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 30), SCRAPS), max_size=4)
)
@settings(max_examples=120, deadline=None)
def test_mutated_files_cause_nothing_but_faults(
    tmp_path_factory: pytest.TempPathFactory, file: str, edits: list[tuple[int, int, bytes]]
) -> None:
    made = small_city(tmp_path_factory.mktemp("city"))
    raw = (made / file).read_bytes()
    for at, length, scrap in edits:
        start = at % (len(raw) + 1)
        raw = raw[:start] + scrap + raw[start + length :]
    (made / file).write_bytes(raw)
    assert_only_faults(made)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["walkway", "main-street", "Polygon", 10**400, -0.0]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(file=st.sampled_from(["areas.geojson", "gates.geojson"]), where=st.integers(0, 200), value=VALUES)
@settings(max_examples=120, deadline=None)
def test_any_value_anywhere_causes_nothing_but_faults(
    tmp_path_factory: pytest.TempPathFactory, file: str, where: int, value: Any
) -> None:
    made = small_city(tmp_path_factory.mktemp("city"))
    data = json.loads((made / file).read_text())
    places = list(setters(data))
    places[where % len(places)](value)
    (made / file).write_text(json.dumps(data, indent=1))
    assert_only_faults(made)


def setters(value: Any) -> Iterator[Callable[[Any], None]]:
    """Give, for every place in a document, what puts another value there."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        yield partial(value.__setitem__, key)
        yield from setters(item)


def assert_only_faults(made: Path) -> None:
    faults = check(made)
    for fault in faults:
        text = (made / fault.file).read_bytes() if (made / fault.file).is_file() else b""
        assert 0 <= fault.line <= text.count(b"\n") + 1
        assert fault.message
        assert fault.remedy
        str(fault).encode()
    if any(fault.severity is Severity.ERROR for fault in faults):
        with pytest.raises(CityError):
            load(made)
    else:
        load(made)
    shutil.rmtree(made)
