# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from baken.service.places import default_data_folder


def data_folder(function: Any) -> Any:
    """Add ``--data``: where observations and the register are kept."""
    return click.option(
        "--data",
        "data",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help=f"Folder for observations and register.  [default: {default_data_folder('<city>')}]",
    )(function)


def network(function: Any) -> Any:
    """Add ``--host`` and ``--port``."""
    function = click.option(
        "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="TCP port; 0 takes a free one."
    )(function)
    return click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")(function)


def as_json(function: Any) -> Any:
    """Add ``--json``: the same, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text.")(function)
