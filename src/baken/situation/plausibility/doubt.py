# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubt: what speaks against an observation or an estimate, and how it is said.

A doubt is a judgement of now: it may go when neighbours have answered. A quality flag is a fact about a value and is
stored with it. So doubts are no flags; the picture carries them beside its quality.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec


class Doubt(IntEnum):
    """How far an estimate is to be doubted; the worst of several is their maximum.

    Examples
    --------
    >>> max(Doubt.NONE, Doubt.NOT_CORROBORATED).label
    'not-corroborated'
    """

    NONE = 0
    NOT_CORROBORATED = 1
    """High, resting on sensors of which no neighbour could say whether it is so."""
    DOUBTED = 2
    """Something that it rests on contradicts physics or its neighbours."""

    @property
    def label(self) -> str:
        """Return the word used in interfaces."""
        return self.name.lower().replace("_", "-")


class PlausibilityTest(StrEnum):
    """Which test speaks against it."""

    NEIGHBOURS = "neighbours"
    """The value contradicts what neighbours lead to expect."""
    DRIFT = "drift"
    """The values of late lie on one side of what neighbours lead to expect."""
    WIDTH = "width"
    """More were counted than can pass."""
    BALANCE = "balance"
    """More went in, or out, than can be inside."""
    NOT_CORROBORATED = "not-corroborated"
    """Nobody could be asked."""


class DoubtReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for doubt, with its numbers, for a person.

    Attributes
    ----------
    stream_index
        Declared place of the stream that it is about; None when it is about the whole area.
    text, text_nl
        A sentence in English and in Dutch.
    """

    test: PlausibilityTest
    stream_index: int | None
    text: str
    text_nl: str


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _heel(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _decimal(value: float) -> str:
    return f"{value:.1f}"


def _komma(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def of_neighbours(stream: int, value: float, expected: float, score: float, asked: int) -> DoubtReason:
    """Return the words for a value that contradicts its neighbours.

    Examples
    --------
    >>> of_neighbours(3, 5000.0, 412.4, 8.23, 6).text
    'Says 5,000, where 6 neighbours lead to expect 412 (8.2 standard deviations).'
    """
    return DoubtReason(
        test=PlausibilityTest.NEIGHBOURS,
        stream_index=stream,
        text=f"Says {_whole(value)}, where {asked} {'neighbours lead' if asked != 1 else 'neighbour leads'} to expect"
        f" {_whole(expected)} ({_decimal(abs(score))} standard deviations).",
        text_nl=f"Meldt {_heel(value)}, terwijl {asked} {'buren' if asked != 1 else 'buur'} {_heel(expected)}"
        f" {'doen' if asked != 1 else 'doet'} verwachten ({_komma(abs(score))} standaardafwijkingen).",
    )


def of_drift(stream: int, drift: float) -> DoubtReason:
    """Return the words for a stream that lies on one side of its neighbours."""
    side, kant = ("more", "meer") if drift > 0 else ("less", "minder")
    return DoubtReason(
        test=PlausibilityTest.DRIFT,
        stream_index=stream,
        text=f"Has said {side} than its neighbours lead to expect for about a day"
        f" (on average {_decimal(abs(drift))} standard deviations).",
        text_nl=f"Meldt al ongeveer een dag {kant} dan de buren doen verwachten"
        f" (gemiddeld {_komma(abs(drift))} standaardafwijkingen).",
    )


def of_width(stream: int, per_m_min: float, most: float) -> DoubtReason:
    """Return the words for a count that cannot pass its gate."""
    return DoubtReason(
        test=PlausibilityTest.WIDTH,
        stream_index=stream,
        text=f"Counted {_whole(per_m_min)} persons per metre per minute; no more than {_whole(most)} can pass.",
        text_nl=f"Telde {_heel(per_m_min)} personen per meter per minuut; meer dan {_heel(most)} kunnen er niet langs.",
    )


def of_balance(inside: float, bound: float, score: float) -> DoubtReason:
    """Return the words for an area whose counts in and out cannot both be right."""
    if inside < 0.0:
        text = f"Counted out were {_whole(-inside)} persons more than can have been inside"
        text_nl = f"Er zijn {_heel(-inside)} personen meer uit geteld dan er binnen kunnen zijn geweest"
    else:
        text = f"Counted in were {_whole(inside)} persons more than out; at most {_whole(bound)} fit"
        text_nl = f"Er zijn {_heel(inside)} personen meer in dan uit geteld; er passen er hooguit {_heel(bound)}"
    return DoubtReason(
        test=PlausibilityTest.BALANCE,
        stream_index=None,
        text=f"{text} ({_decimal(abs(score))} standard deviations of the counting error).",
        text_nl=f"{text_nl} ({_komma(abs(score))} standaardafwijkingen van de telfout).",
    )


def without_numbers(reason: DoubtReason) -> DoubtReason:
    """Return the same reason without any value: for where values of few people are withheld.

    Examples
    --------
    >>> without_numbers(of_neighbours(3, 5000.0, 412.4, 8.23, 6)).text
    'Contradicts what neighbouring sensors lead to expect.'
    """
    text, text_nl = _WITHOUT_NUMBERS[reason.test]
    return msgspec.structs.replace(reason, text=text, text_nl=text_nl)


NOBODY_TO_ASK = DoubtReason(
    test=PlausibilityTest.NOT_CORROBORATED,
    stream_index=None,
    text="Not corroborated: no neighbouring sensor can say whether it is so.",
    text_nl="Niet bevestigd: geen sensor in de buurt kan zeggen of het zo is.",
)

_WITHOUT_NUMBERS = {
    PlausibilityTest.NEIGHBOURS: (
        "Contradicts what neighbouring sensors lead to expect.",
        "Spreekt tegen wat sensoren in de buurt doen verwachten.",
    ),
    PlausibilityTest.DRIFT: (
        "Has been on one side of what its neighbours lead to expect for about a day.",
        "Ligt al ongeveer een dag aan één kant van wat de buren doen verwachten.",
    ),
    PlausibilityTest.WIDTH: ("Counted more than can pass.", "Telde er meer dan er langs kunnen."),
    PlausibilityTest.BALANCE: (
        "More were counted in, or out, than can be inside.",
        "Er zijn er meer in of uit geteld dan er binnen kunnen zijn.",
    ),
    PlausibilityTest.NOT_CORROBORATED: (NOBODY_TO_ASK.text, NOBODY_TO_ASK.text_nl),
}
