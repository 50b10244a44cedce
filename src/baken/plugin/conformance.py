# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The laws that every connector passes, built in or not. In a connector's own test::

    from baken.plugin.conformance import LAWS, Law, Subject

    @pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
    def test_connector_keeps_the_law(law: Law) -> None:
        law(Subject.at(Path(__file__).parent))

A law raises :class:`LawBrokenError` with a sentence that says what to do. Laws about behaviour read the connector's
fixtures: ``fixtures/<name>.<anything>``, or a folder ``fixtures/<name>``, for each name in :data:`FIXTURES`.
"""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from baken.declaration.document import read_document
from baken.governance.read_activities import LARGEST_FILE_BYTES, read_activity
from baken.plugin.manifest import read_manifest
from baken.plugin.protocol import Batch, ConnectorError, HistoryQuery, PositionError, Series
from baken.plugin.subject import DELAY_S, FIXTURES, LawBrokenError, Subject, hold, query_all
from baken.vocabulary.quantity import UnitError, require_unit
from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.declaration.fault import Fault


ACTIVITY_FILE: Final = "activity.toml"
SMALL_BATCH: Final = 7
_TODO: Final = re.compile(r"\bTODO\b")
_TEXT: Final = frozenset({".py", ".toml", ".md", ".json", ".geojson", ".csv", ".xml", ".txt"})


Law = Callable[[Subject], None]


def manifest_is_valid(subject: Subject) -> None:
    """``manifest.toml`` has every key, known quantities in their units, and the folder's name as id."""
    _, faults = read_manifest(subject.folder)
    hold(not faults, "The manifest has faults:\n" + "\n".join(map(str, faults)))


def activity_is_declared(subject: Subject) -> None:
    """``activity.toml`` is a valid template of the processing activity, and covers this connector."""
    faults: list[Fault] = []
    document = read_document(subject.folder, ACTIVITY_FILE, faults, largest=LARGEST_FILE_BYTES)
    activity = None if document is None else read_activity(document, "template", faults)
    hold(not faults, "The template of the processing activity has faults:\n" + "\n".join(map(str, faults)))
    covered = () if activity is None else activity.covers.connectors
    hold(covered == (subject.folder.name,), f"{ACTIVITY_FILE} must cover this connector, and no other.")


def readme_tells_use_limits_and_failure(subject: Subject) -> None:
    """``README.md`` is there and long enough to say something."""
    readme = subject.folder / "README.md"
    hold(readme.is_file(), "There is no README.md: say how to use it, its limits, and how it fails.")
    hold(len(readme.read_text(encoding="utf-8")) > 400, "README.md says too little: use, limits, failure behaviour.")


def nothing_is_left_to_do(subject: Subject) -> None:
    """No file has a to-do in it."""
    left = [
        f"{path.relative_to(subject.folder)}:{number}: {line.strip()}"
        for path in sorted(subject.folder.rglob("*"))
        if path.suffix in _TEXT and path.is_file() and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if _TODO.search(line)
    ]
    hold(not left, "There is something left to do:\n" + "\n".join(left))


def client_knows_nothing_of_baken(subject: Subject) -> None:
    """``client.py`` speaks to the provider and imports nothing of ours, so that it can be used and tested alone."""
    path = subject.folder / "client.py"
    hold(path.is_file(), "There is no client.py: put there what speaks to the provider.")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = [name for node in ast.walk(tree) for name in _imported(node) if name.split(".")[0] in ("baken", "")]
    hold(not ours, f"client.py imports {', '.join(ours)}: move what needs it to connector.py.")


def fixtures_are_there(subject: Subject) -> None:
    """There is a fixture of each kind."""
    for name in FIXTURES:
        subject.fixture(name)


def every_field_is_a_quantity_in_its_unit(subject: Subject) -> None:
    """Each series has its own name, a quantity that the manifest names, and the unit of that quantity."""
    fields = subject.connector("full").fields
    names = [field.provider_id for field in fields]
    hold(bool(fields), "The connector has no series: fill its table.")
    hold(len(set(names)) == len(names), "Two series have the same provider_id.")
    manifest, _ = read_manifest(subject.folder)
    promised = {entry.quantity for entry in manifest.observes} if manifest is not None else set()
    for field in fields:
        try:
            require_unit(field.quantity, field.unit)
        except UnitError as error:
            raise LawBrokenError(f"{field.provider_id}: {error}") from error
        hold(field.quantity in promised, f"{field.provider_id}: the manifest does not name {field.quantity.value}.")
        hold(field.interval_s >= 0, f"{field.provider_id}: an interval cannot be negative.")


def full_fixture_has_a_value_of_every_series(subject: Subject) -> None:
    """The whole table is exercised."""
    batches = subject.batches("full")
    found = {b.rows.provider_ids[i] for b in batches for i in b.rows.series[~np.isnan(b.rows.result)].tolist()}
    missing = {field.provider_id for field in subject.connector("full").fields} - found
    hold(not missing, f"The fixture full has no value of {', '.join(sorted(missing))}.")


def minimal_fixture_has_a_value(subject: Subject) -> None:
    """The least that the provider may deliver is understood."""
    hold(_count(subject.batches("minimal")) > 0, "The fixture minimal delivers nothing.")


def zero_is_not_missing(subject: Subject) -> None:
    """A count of nobody arrives as 0."""
    batches = subject.batches("zero")
    hold(_count(batches) > 0, "The fixture zero delivers nothing.")
    for batch in batches:
        hold(bool((batch.rows.result == 0).all()), "A zero arrived as something else; is it taken for missing?")


def stale_values_keep_their_age(subject: Subject) -> None:
    """Old values arrive with their own times, never with the present."""
    stale, full = _concatenated(subject.batches("stale")), _concatenated(subject.batches("full"))
    hold(len(stale) > 0, "The fixture stale delivers nothing.")
    older = stale[:, 1].max() < full[:, 1].max() and stale[:, 2].max() < full[:, 2].max()
    hold(bool(older), "The values of the fixture stale are not older than those of full.")


def malformed_values_are_skipped_with_a_reason(subject: Subject) -> None:
    """What cannot be understood is counted and shown; what is good beside it is kept."""
    batches = subject.batches("malformed")
    skipped = [entry for batch in batches for entry in batch.skipped]
    hold(bool(skipped), "Nothing of the fixture malformed was skipped.")
    for entry in skipped:
        hold(bool(entry.reason.strip()) and entry.count > 0, "A skipped value has no reason or no count.")
    hold(any(entry.examples for entry in skipped), "No skipped value has an example of where it stands.")
    hold(_count(batches) > 0, "The good values of the fixture malformed were lost.")


def nothing_is_known_before_it_happened(subject: Subject) -> None:
    """``available_at`` is the end of the interval plus the delay that was asked for, or later."""
    for name in ("full", "minimal", "zero", "stale", "malformed"):
        connector = subject.connector(name)
        interval = {field.provider_id: field.interval_s for field in connector.fields}
        for batch in connector.history(query_all(connector)):
            rows = batch.rows
            lengths = np.array([interval[n] for n in rows.provider_ids])[rows.series] * 1e6
            length = rows.phenomenon_time_end_us - rows.phenomenon_time_us
            hold(bool((length == lengths).all()), f"{name}: an interval is not as long as its field says.")
            early = rows.available_at_us < rows.phenomenon_time_end_us + round(DELAY_S * 1e6)
            hold(not early.any(), f"{name}: a value is available before its interval and its delay are over.")


def columns_are_sound(subject: Subject) -> None:
    """Columns are of one length and of the agreed types, and hold no infinite number."""
    for batch in subject.batches("full"):
        rows = batch.rows
        kinds: dict[str, type] = {
            "series": np.int32,
            "phenomenon_time_us": np.int64,
            "phenomenon_time_end_us": np.int64,
        }
        kinds |= {"available_at_us": np.int64, "result": np.float64}
        for name, kind in kinds.items():
            column = getattr(rows, name)
            sound = column.dtype == kind and column.shape == (len(rows),)
            hold(sound, f"The column {name} must be {kind.__name__}, one value per row.")
        hold(not np.isinf(rows.result).any(), "A result is infinite: skip it with a reason.")
        inside = not len(rows) or (rows.series.min() >= 0 and rows.series.max() < len(rows.provider_ids))
        hold(bool(inside), "A row belongs to no series.")


def time_never_goes_back(subject: Subject) -> None:
    """Rows come in order of phenomenon time, over all batches."""
    for name in FIXTURES:
        times = _concatenated(subject.batches(name, batch_rows=SMALL_BATCH))
        hold(bool((np.diff(times[:, 0]) >= 0).all()), f"{name}: an older row comes after a newer one.")


def same_question_same_answer(subject: Subject) -> None:
    """The same history twice is the same, row by row, also in batches of another size."""
    for name in FIXTURES:
        once, again = _concatenated(subject.batches(name)), _concatenated(subject.batches(name))
        hold(np.array_equal(once, again, equal_nan=True), f"{name}: two runs gave different rows.")
        small = _concatenated(subject.batches(name, batch_rows=SMALL_BATCH))
        hold(np.array_equal(once, small, equal_nan=True), f"{name}: the size of batches changes the rows.")


def resume_goes_on_where_it_was(subject: Subject) -> None:
    """From the position of any batch on come exactly the rows after it."""
    for name in ("full", "malformed"):
        whole = subject.batches(name, batch_rows=SMALL_BATCH)
        done = [batch.done for batch in whole]
        hold(done == sorted(done), f"{name}: the number of values done goes down.")
        for i, batch in enumerate(whole):
            rest = subject.batches(name, batch_rows=SMALL_BATCH, after=batch.position)
            expected = _concatenated(whole[i + 1 :])
            same = np.array_equal(_concatenated(rest), expected, equal_nan=True)
            hold(same, f"{name}: resumed after batch {i + 1}, other rows come than without an interruption.")


def bounds_are_kept(subject: Subject) -> None:
    """With a start and an end come the rows of [start, end) and no others."""
    whole = _concatenated(subject.batches("full"))
    middle = int(np.median(whole[:, 0]))
    start, end = from_us(middle), from_us(int(whole[:, 0].max()))
    expected = whole[(whole[:, 0] >= middle) & (whole[:, 0] < whole[:, 0].max())]
    found = _concatenated(subject.batches("full", start=start, end=end))
    hold(np.array_equal(found, expected, equal_nan=True), "Other rows come than those between start and end.")
    nothing = subject.batches("full", start=end + timedelta(days=366), end=end + timedelta(days=367))
    hold(_count(nothing) == 0, "Rows come from a time in which there are none.")


def unknown_wishes_are_refused(subject: Subject) -> None:
    """A series that is not there is a ConnectorError; a position from elsewhere a PositionError."""
    connector = subject.connector("full")
    stranger = HistoryQuery(series=(Series(provider_id="\u0000 nobody", interval_s=60.0),))
    _raises(ConnectorError, lambda: list(connector.history(stranger)), "a series that the provider does not have")
    for position in ("", "nowhere", "-1", "0-0-0", "\u00b9", "9" * 5000):
        query = query_all(connector, after=position)
        _raises(PositionError, lambda q=query: list(connector.history(q)), f"the position {position[:20]!r}")  # type: ignore[misc]


def broken_files_end_in_words(subject: Subject) -> None:
    """Whatever the provider delivers, only ConnectorError comes out: never a traceback of a parser."""
    for name, spoil in _SPOILS.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = _copy(subject.fixture("full"), Path(folder))
            for path in [copy] if copy.is_file() else sorted(p for p in copy.rglob("*") if p.is_file()):
                raw = path.read_bytes()
                path.write_bytes(spoil(raw))
                _only_connector_errors(subject, copy, f"a file that is {name}")
                path.write_bytes(raw)


LAWS: Final[tuple[Law, ...]] = (
    manifest_is_valid,
    activity_is_declared,
    readme_tells_use_limits_and_failure,
    nothing_is_left_to_do,
    client_knows_nothing_of_baken,
    fixtures_are_there,
    every_field_is_a_quantity_in_its_unit,
    full_fixture_has_a_value_of_every_series,
    minimal_fixture_has_a_value,
    zero_is_not_missing,
    stale_values_keep_their_age,
    malformed_values_are_skipped_with_a_reason,
    nothing_is_known_before_it_happened,
    columns_are_sound,
    time_never_goes_back,
    same_question_same_answer,
    resume_goes_on_where_it_was,
    bounds_are_kept,
    unknown_wishes_are_refused,
    broken_files_end_in_words,
)
"""Every law, from what is quickest to mend to what is hardest."""

_SPOILS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "empty": lambda _: b"",
    "cut off in the middle": lambda raw: raw[: len(raw) // 2],
    "not text": lambda raw: raw[:20] + b"\xff\xfe\x00\x80" * 50,
    "full of quotation marks": lambda raw: raw[:60] + b'"' * 99 + raw[60:],
    "another kind of file": lambda _: b"<html><body>503 Service Unavailable</body></html>",
    "a zero byte": lambda raw: raw[: len(raw) // 2] + b"\x00" + raw[len(raw) // 2 :],
}


def _only_connector_errors(subject: Subject, fixture: Path, what: str) -> None:
    try:
        connector = subject.module.from_fixture(fixture)
        query = query_all(connector)
        connector.size(query)
        for _ in connector.history(query):
            pass
    except ConnectorError:
        return
    except Exception as error:
        raise LawBrokenError(f"With {what} comes {type(error).__name__}: {error}. Make it a ConnectorError.") from error


def _concatenated(batches: list[Batch]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return start, end, availability, series and result of all rows, one row each."""
    columns = [
        np.column_stack(
            [
                b.rows.phenomenon_time_us,
                b.rows.phenomenon_time_end_us,
                b.rows.available_at_us,
                b.rows.series,
                b.rows.result,
            ]
        )
        for b in batches
    ]
    return np.concatenate([*columns, np.zeros((0, 5))])


def _count(batches: list[Batch]) -> int:
    return sum(len(batch.rows) for batch in batches)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        # A relative import reaches the connector's own package, which is ours too.
        yield "." * node.level + (node.module or "")


def _raises(kind: type[ConnectorError], wish: Callable[[], object], what: str) -> None:
    try:
        wish()
    except kind:
        return
    except Exception as error:
        raise LawBrokenError(f"For {what} comes {type(error).__name__}, not {kind.__name__}.") from error
    raise LawBrokenError(f"For {what} there is no {kind.__name__}.")


def _copy(fixture: Path, into: Path) -> Path:
    target = into / fixture.name
    return Path(shutil.copytree(fixture, target) if fixture.is_dir() else shutil.copy(fixture, target))
