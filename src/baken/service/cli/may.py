# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken may``: may somebody do something with data, by which rule, and what would change the answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from baken.service.cli import EXIT_FOUND_FAULTS
from baken.service.cli.options import as_json

if TYPE_CHECKING:
    from rich.console import Console

    from baken.governance.policy.answer import Answer
    from baken.governance.policy.rules import Language, Rule

_WIDTH_IN_A_FILE = 100


@click.command()
@click.option("--city", required=True, help="A city folder, or the name of a city that comes with Baken.")
@click.option("--role", required=True, help="In which role: duty-officer, analyst, …, partner, public, sensor, node.")
@click.option("--data", default="", metavar="ACTIVITY[/LAYER]", help="Whose data; without a layer its observations.")
@click.option("--purpose", default="", help="For what; without it what the activity is for.")
@click.option("--action", default="read", show_default=True, help="What is done: read, export, observe, delete, …")
@click.option("--party", default="", help="For which party; without it the controller, for a partner the first other.")
@click.option("--used-by", default="", metavar="ACTIVITY", help="On behalf of which other activity.")
@click.option("--language", default="en", show_default=True, help="en or nl.")
@as_json
def command(
    city: str,
    *,
    role: str,
    data: str,
    purpose: str,
    action: str,
    party: str,
    used_by: str,
    language: str,
    as_json: bool,
) -> None:
    """Ask the rules: may somebody do something with data? Exit status 1 when not.

    The answer is as the city folder declares it today; what was withdrawn on a running node is known there.

    \b
    Examples:
      baken may --city auckland --role public --data open-pedestrian-counts
      baken may --city auckland --role analyst --data open-pedestrian-counts/forecasts --language nl
    """
    from baken.city.load import load
    from baken.governance.policy.asking import Asked, language_of, question_of
    from baken.service.governing import governance_of
    from baken.service.http.permission_bodies import permission_body
    from baken.service.places import find_city

    spoken = language_of(language)
    asked = Asked(role=role, data=data, purpose=purpose, action=action, party=party, used_by=used_by)
    with governance_of(load(find_city(city)), None) as governance:
        answer = governance.answer(question_of(asked, governance.world()), spoken)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(permission_body(asked, answer, spoken))))
    else:
        _show(answer, spoken)
    if not answer.allowed:
        raise click.exceptions.Exit(EXIT_FOUND_FAULTS)


_WORDS = {
    "en": {"yes": "Yes", "no": "No", "rule": "Rule", "nearest": "Would permit", "why": "Why", "change": "To change it"},
    "nl": {
        "yes": "Ja",
        "no": "Nee",
        "rule": "Regel",
        "nearest": "Zou toestaan",
        "why": "Waarom",
        "change": "Wat nodig is",
    },
}


def _show(answer: Answer, language: Language) -> None:
    from rich.table import Table
    from rich.text import Text

    words, console = _WORDS[language.value], _console()
    verdict = Text(
        words["yes"] if answer.allowed else words["no"], style="bold green" if answer.allowed else "bold red"
    )
    console.print(answer.sentence, highlight=False)
    console.print(Text.assemble(verdict, ". ", answer.reason))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    for rule in answer.rules:
        table.add_row(words["rule"], _named(rule, language))
        table.add_row(words["why"], Text(rule.say("why", language)))
    for rule in answer.nearest:
        table.add_row(words["nearest"], _named(rule, language))
    for way in answer.ways:
        table.add_row(words["change"], Text(way.text))
    if not answer.allowed and not answer.ways:
        table.add_row(words["change"], Text(answer.remedy))
    console.print(table)


def _named(rule: Rule, language: Language) -> str:
    return f"{rule.id} ({rule.file}:{rule.line}): {rule.say('title', language)}"


def _console() -> Console:
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_IN_A_FILE)
