# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Options that several commands share."""

from __future__ import annotations

import functools
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


def address(function: Any) -> Any:
    """Add ``--host`` and ``--port``."""
    function = click.option(
        "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="TCP port; 0 takes a free one."
    )(function)
    return click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")(function)


def network(function: Any) -> Any:
    """Add where and how to listen; the command gets it as one record, ``listening``."""

    @functools.wraps(function)
    def with_listening(**given: Any) -> Any:
        from baken.service.listening import Listening

        names = ("host", "port", "certificate", "key", "proxies", "is_insecure", "is_unlimited")
        return function(listening=Listening(**{name: given.pop(name) for name in names}), **given)

    file = click.Path(dir_okay=False, path_type=Path)
    options = (
        click.option("--tls-certificate", "certificate", type=file, help="Certificate with its chain, a PEM file."),
        click.option("--tls-key", "key", type=file, help="Private key of the certificate, a PEM file."),
        click.option(
            "--trusted-proxy",
            "proxies",
            multiple=True,
            metavar="NETWORK",
            help="Address or network of a reverse proxy that says who calls; can be given again.",
        ),
        click.option(
            "--insecure-plain-http",
            "is_insecure",
            is_flag=True,
            help="Let others reach the node without TLS: for a laboratory, never with real passwords or keys.",
        ),
        click.option("--unlimited", "is_unlimited", is_flag=True, help="No limits to how often: for benches."),
    )
    for option in reversed(options):
        with_listening = option(with_listening)
    return address(with_listening)


def as_json(function: Any) -> Any:
    """Add ``--json``: the same, for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text.")(function)
