# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken export``: what a node knows of areas, as a file for other programs."""

from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from baken.errors import BakenError

if TYPE_CHECKING:
    from datetime import datetime

    from baken.service.exporting.wish import Box

KEY_VARIABLE: Final = "BAKEN_KEY"
_FORMS: Final = {".csv": "csv", ".parquet": "parquet", ".geojson": "json", ".json": "json"}
_COLLECTIONS: Final = ("situation", "history", "forecast", "warnings")
_TIME: Final = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"])


class ExportError(BakenError):
    """A file that cannot be written, and why."""


def _box(_context: click.Context, _option: click.Parameter, text: str | None) -> Box | None:
    from baken.service.exporting.client import box_of_degrees

    if text is None:
        return None
    try:
        return box_of_degrees(text)
    except ValueError as error:
        raise click.BadParameter("Give west,south,east,north in degrees.") from error


@click.command()
@click.argument("collection", type=click.Choice(_COLLECTIONS))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--node", "address", default="http://localhost:8080", show_default=True, help="Where the node runs.")
@click.option("--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File with a key.")
@click.option("--from", "first", type=_TIME, help="Only what holds from then on (UTC).")
@click.option("--to", "last", type=_TIME, help="Only what holds until then (UTC).")
@click.option("--bbox", "box", callback=_box, metavar="W,S,E,N", help="Only areas that touch this box (degrees).")
@click.option("--bucket", "bucket_s", type=click.IntRange(60, 2_678_400), help="Of history: seconds of a row.")
def command(
    collection: str,
    file: Path,
    address: str,
    key_file: Path | None,
    first: datetime | None,
    last: datetime | None,
    box: Box | None,
    bucket_s: int | None,
) -> None:
    """Write situation, history, forecast or warnings of areas to FILE: .csv, .parquet (GeoParquet) or .geojson.

    The node is asked as whoever the key is of, which --key-file or the variable BAKEN_KEY holds; without a key as the
    public. It gives what that role may export of the processing activity behind it, and writes down that it did.

    \b
    Example:
      baken export history counts.csv --from 2025-12-01 --to 2025-12-24
    """
    from baken.service.exporting.client import take

    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise click.BadParameter(f"Name it with one of: {', '.join(_FORMS)}.", param_hint="FILE")
    key = key_file.read_text(encoding="utf-8").strip() if key_file else os.environ.get(KEY_VARIABLE, "").strip()
    asked: dict[str, Any] = {
        name: None if moment is None else moment.replace(tzinfo=UTC)
        for name, moment in (("first", first), ("last", last))
    }
    content, left_out = take(address, collection, form, key=key, box=box, bucket_s=bucket_s, **asked)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"Written: {file}", err=True)
    if left_out:
        click.echo(f"{left_out} rows are left out: ask for a shorter time, or longer steps.", err=True)
