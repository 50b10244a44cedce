# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A model card as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.vocabulary.time import from_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baken.forecast.lifecycle.card import BucketScores, DataSource, ModelCard


def card_markdown(card: ModelCard) -> str:
    """Return the card as Markdown: the same figures as in JSON, rounded."""
    parts = [
        f"# Model card: {_plain(card.model_id)}",
        "Written by Baken from what was fitted and scored; do not edit.",
        _table(("", ""), _facts(card)),
        "## How well it foresees",
        _scored(card),
        _table(_HEAD, [_row(one) for one in _all_scores(card)]),
        _LEGEND,
        "## Known weaknesses",
        _listed(one.text for one in card.weaknesses) or "None was found by the rules.",
        "## Meant for",
        _listed(card.intended),
        "## Not to be used for",
        _listed(card.not_for),
        "## Whose data",
        _listed(_source(one) for one in card.data_sources) or "Not declared.",
    ]
    return "\n\n".join(parts) + "\n"


_LEGEND = """\
Loss is the weighted quantile loss over the deciles; skill is the share of the reference's loss that the model does not
have. Scores are plain means over series. Unusual hours are chosen by what came, so bands are not expected to hold them
as often as they say."""

_HEAD = ("ahead", "targets", "loss", "reference", "skill", "MAE", "reference", "in 80 % band", "in 95 % band")


def _facts(card: ModelCard) -> list[tuple[str, ...]]:
    versions = ", ".join(f"{name} {version}" for name, version in card.versions.items())
    rows = [
        ("city", card.city),
        ("method", f"{card.method}: {card.title}"),
        ("source", card.source),
        ("fitted", f"{from_us(card.fitted_at_us):%Y-%m-%d %H:%M} UTC, seed {card.seed}"),
        (
            "data",
            f"{card.data_from} to {card.data_until} local time, {card.series} series, steps of {card.step_min} min",
        ),
        ("missing", f"{card.missing_share:.1%} of the values"),
        ("reference", card.reference),
        ("cost", f"fit {_seconds(card.fit_s)}, slowest issue {_seconds(card.issue_s)}, {card.size:,} bytes"),
        ("fingerprint", f"{card.fingerprint} (SHA-256 {card.sha256[:16]})"),
        ("software", versions or "not told"),
    ]
    return [(name, _plain(text)) for name, text in rows]


def _scored(card: ModelCard) -> str:
    if not card.origins:
        return "It was not scored."
    return f"{card.origins} origins from {card.scored_from} to {card.scored_until}, none of which it was fitted on."


def _all_scores(card: ModelCard) -> tuple[BucketScores, ...]:
    return card.scores if card.unusual is None else (*card.scores, card.unusual)


def _row(one: BucketScores) -> tuple[str, ...]:
    loss = (_number(one.wql, ".3f"), _number(one.reference_wql, ".3f"), _number(one.skill, ".1%"))
    error = (_number(one.mae, ".1f"), _number(one.reference_mae, ".1f"))
    return (
        one.bucket,
        f"{one.targets:,}",
        *loss,
        *error,
        _number(one.coverage_80, ".1%"),
        _number(one.coverage_95, ".1%"),
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(items: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(item)}" for item in items)


def _source(one: DataSource) -> str:
    return ", ".join(part for part in (one.text, one.licence, one.url) if part)


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _seconds(value: float | None) -> str:
    return "not taken" if value is None else f"{value:.1f} s"


def _plain(text: str) -> str:
    """Return text that stays in its cell and is no markup: names come from whoever declared them."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
