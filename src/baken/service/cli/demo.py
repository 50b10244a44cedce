# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken demo``: see a city come alive, with one word."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import click

from baken.service.cli.options import network

if TYPE_CHECKING:
    from pathlib import Path

    from baken.service.listening import Listening

THE_FIRST: Final = "fireworks-evening"
"""The scenario that is played when only a seed is given."""


@click.command()
@click.argument("city", default="scheveningen")
@click.option("--scenario", metavar="NAME", help="Which day of a simulated city to play; --list-scenarios names them.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Another day of the same kind.  [default: 1]")
@click.option("--list-scenarios", is_flag=True, help="Say which scenarios the city has, and stop.")
@network
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def command(
    city: str,
    listening: Listening,
    *,
    scenario: str | None,
    seed: int | None,
    list_scenarios: bool,
    no_browser: bool,
) -> None:
    """Play a day of a city in your browser. Leaves nothing behind.

    CITY is a folder, or the name of a city that comes with Baken: scheveningen, which is simulated, or auckland, with
    real counts.

    \b
    Examples:
      baken demo
      baken demo --scenario sudden-rain --seed 7
      baken demo auckland
    """
    from baken.service.places import find_city

    folder = find_city(city)
    if list_scenarios:
        _list_scenarios(folder)
    else:
        _play(folder, scenario, seed, listening, open_browser=not no_browser)


def _list_scenarios(folder: Path) -> None:
    from baken.service.scenarios import scenarios

    found = scenarios(folder)
    if not found:
        click.echo(f"{folder.resolve().name} is not simulated, so it has no scenarios.")
    for name, scenario in found.items():
        click.echo(f"{name}\n    {scenario.description}")


def _play(folder: Path, scenario: str | None, seed: int | None, listening: Listening, *, open_browser: bool) -> None:
    from baken.service.node import replay_node
    from baken.service.run import run

    with contextlib.ExitStack() as stack:
        start = None
        if scenario is not None or seed is not None:
            from baken.service.scenarios import begins, scenarios, staged

            name = scenario or THE_FIRST
            folder = stack.enter_context(staged(folder, name, 1 if seed is None else seed))
            start = begins(scenarios(folder)[name])
        run(
            lambda: replay_node(folder, None, start=start),
            listening=listening,
            open_browser=open_browser,
            any_port=True,
        )
