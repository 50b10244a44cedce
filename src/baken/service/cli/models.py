# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""``baken models``: the fitted models of a city, and their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from baken.service.cli.options import as_json, data_folder

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("city", default="auckland")
@click.option("--card", "card_of", metavar="ID", help="Print the card of a model.")
@data_folder
@as_json
def command(city: str, card_of: str | None, data: Path | None, *, as_json: bool) -> None:
    """List the fitted models of a city, newest first; the one that issues has a star.

    \b
    Example:
      baken models auckland
    """
    from baken.city.load import load
    from baken.plugin.registry import ConnectorRegistry
    from baken.service.forecasting.models import Models
    from baken.service.places import default_data_folder, find_city, models_folder
    from baken.vocabulary.time import from_us

    folder = find_city(city)
    loaded = load(folder, ConnectorRegistry())
    models = Models(models_folder(data or default_data_folder(folder.name)), loaded.id)
    if card_of is not None:
        click.echo(models.card(card_of) or f"The model {card_of} has no card.")
        return
    champion, found = models.champion_id(), models.all()
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    for one in found:
        star = "*" if one.id == champion else " "
        click.echo(
            f"{star} {one.id}  {one.method}  {from_us(one.fitted_at_us):%Y-%m-%d %H:%M} UTC  {one.series} series"
        )
    if not found:
        click.echo("No model has been fitted yet: the reference, climatology, issues.")
