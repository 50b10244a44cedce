# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner

from baken.evaluation.effects.model import Reason
from baken.evaluation.exchange import read_effects
from baken.evaluation.kpis.model import Indicator
from baken.evaluation.specimen import moment, specimen_record
from baken.service.cli.evaluate import command
from baken.service.evaluating.findings import Findings, Verdict, findings
from baken.service.evaluating.numbers import Writing
from baken.service.evaluating.page import report_html, write_report
from baken.service.evaluating.svg import round_steps
from baken.service.evaluating.words import WORDS

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "nl")


@cache
def found() -> Findings:
    return findings(specimen_record())


@cache
def html(language: str) -> str:
    return report_html(found(), language)


class Outline(HTMLParser):
    """What a page loads, its headings, and whether its elements are closed."""

    VOID = frozenset({"meta", "link", "img", "br", "rect", "line", "circle", "path", "polygon"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in self.VOID else [tag]
        self.headings += [tag] if re.fullmatch("h[1-6]", tag) else []
        for name, value in attrs:
            if name in ("src", "data") or (name == "href" and not (value or "").startswith("#")):
                self.loads.append(value or "")
            self.ids += [value or ""] if name == "id" else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(language: str) -> Outline:
    parser = Outline()
    parser.feed(html(language))
    return parser


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_stands_alone_and_is_well_formed(language: str) -> None:
    page = outline(language)
    assert not page.open
    assert not page.loads
    assert "<script" not in html(language)
    assert "http" not in html(language)
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == "h1"
    assert html(language).count('role="img"') == html(language).count("aria-label=") - html(language).count("<nav") - (
        html(language).count('role="region"')
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_in_its_language(language: str) -> None:
    assert f'<html lang="{language}">' in html(language)
    words = WORDS[language]
    for part in (words.evening, words.effects, words.warnings, words.forecasts, words.kpis, words.made):
        assert f">{part}</h2>" in html(language)
    other = WORDS["nl" if language == "en" else "en"]
    assert other.effects_about not in html(language)


def test_both_languages_have_every_word_and_the_same_places_to_fill_in() -> None:
    english, dutch = (
        {name: getattr(words, name) for name in type(words).__dataclass_fields__} for words in WORDS.values()
    )
    for name, text in english.items():
        if isinstance(text, str):
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", dutch[name])), name
        else:
            assert len(text) == len(dutch[name]), name
    for words in WORDS.values():
        assert set(words.reasons) == set(Reason)
        assert set(words.verdicts) == set(Verdict)
        assert set(words.indicators) == set(Indicator)


def test_the_effect_stands_beside_the_true_one() -> None:
    one = found().effects[0]
    assert one.told.is_significant
    assert one.compared.true_change is not None
    assert one.told.lower <= one.compared.true_change <= one.told.upper
    assert f"The true change was {Writing('en', 'UTC').number(one.compared.true_change, sign=True)}" in html("en")


def test_what_cannot_be_told_is_said_with_its_reason_and_without_a_number() -> None:
    told = re.findall(r'<article class="effect untold">.*?</article>', html("en"))
    assert len(told) == 1
    assert WORDS["en"].reasons[Reason.OVERLAPPING] in told[0]
    assert "%" not in told[0]


def test_a_figure_declared_too_late_is_marked() -> None:
    assert html("en").count(WORDS["en"].declared_late) == 1


def test_warnings_have_their_verdict_and_their_lead() -> None:
    assert [one.verdict for one in found().warnings] == [Verdict.FALSE_ALARM, Verdict.IN_TIME, Verdict.IN_TIME]
    assert [one.lead_min for one in found().warnings] == [None, 42.0, 42.0]


def test_a_warning_raised_too_late_and_again_are_told_apart() -> None:
    record = specimen_record()
    late = msgspec.structs.replace(record.warnings[0], raised_us=moment(200))
    again = msgspec.structs.replace(late, id="w9", raised_us=moment(300))
    verdicts = [one.verdict for one in findings(msgspec.structs.replace(record, warnings=(late, again))).warnings]
    assert verdicts == [Verdict.LATE, Verdict.STOOD_ALREADY]


def test_a_limit_that_was_passed_without_a_warning_is_named() -> None:
    silent = findings(msgspec.structs.replace(specimen_record(), warnings=()))
    assert {place for place, _ in silent.missed} == {"quay", "stairs"}
    assert "Quay 20:40" in report_html(silent, "en") or WORDS["en"].no_warnings in report_html(silent, "en")


def test_forecast_scores_are_those_of_the_pairs_of_a_horizon() -> None:
    for one in found().forecasts:
        assert one.held is not None
        assert 0 <= one.held <= 1
        assert abs(one.bias) <= one.error
    assert found().band == pytest.approx(0.8)


def test_a_record_with_next_to_nothing_in_it_still_makes_a_report() -> None:
    record = specimen_record()
    bare = msgspec.structs.replace(
        record, foreseen=(), warnings=(), interventions=(), comparisons=(), kpis=(), courses=record.courses[:1]
    )
    page = report_html(findings(bare), "nl")
    assert WORDS["nl"].no_forecasts in page
    nothing = msgspec.structs.replace(bare, courses=())
    assert "</html>" in report_html(findings(nothing), "en")
    dark = msgspec.structs.replace(record.courses[0], persons=(None,) * 12, lower=(), upper=())
    assert "</html>" in report_html(findings(msgspec.structs.replace(bare, courses=(dark,))), "en")


def test_names_that_look_like_html_are_words() -> None:
    record = msgspec.structs.replace(specimen_record(), title='<img src=x onerror="alert(1)">', city_name="<b>A&B")
    page = report_html(findings(record), "en")
    assert "<img" not in page
    assert "&lt;b&gt;A&amp;B" in page


def test_no_number_is_not_a_number() -> None:
    for language in LANGUAGES:
        assert not re.search(r">[^<]*\b(nan|inf|None)\b[^<]*<", html(language))
        assert not re.search(r'"[^"]*\b(nan|inf)\b[^"]*"', html(language))


@pytest.mark.parametrize(
    ("language", "written"), [("en", ("1,234.5", "+12 %", "22:15")), ("nl", ("1.234,5", "+12 %", "22:15"))]
)
def test_numbers_and_moments_are_written_as_people_write_them(language: str, written: tuple[str, ...]) -> None:
    writing = Writing(language, "Europe/Amsterdam")
    at = 1_786_738_500_000_000
    assert (writing.number(1234.5, 1), writing.share(0.118, sign=True), writing.clock(at)) == written
    assert writing.number(float("nan")) == writing.number(None)
    assert writing.number(-0.2) == "0"


def test_steps_of_an_axis_are_round_and_within() -> None:
    for high in (0.3, 7.0, 930.0, 41_000.0):
        steps = np.array(round_steps(0.0, high))
        assert steps[0] == 0
        assert steps[-1] <= high * (1 + 1e-9)
        assert 3 <= len(steps) <= 8


def test_the_command_writes_report_effects_and_record(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("report.html", "effects.json", "event.json")}
    arguments = ["--example", "--language", "nl", "--report", str(files["report.html"])]
    arguments += ["--effects", str(files["effects.json"]), "--write-record", str(files["event.json"])]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert "Eenrichting op de trappen" in done.output
    assert files["report.html"].read_text(encoding="utf-8") == html("nl")
    assert len(read_effects(files["effects.json"])) == 6
    again = CliRunner().invoke(command, [str(files["event.json"]), "--json"], catch_exceptions=False)
    assert '"kind":"one-way-walking"' in again.output


def test_the_command_asks_for_a_record_or_the_example(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
    refused = CliRunner().invoke(command, ["--example", "--report", str(tmp_path / "absent" / "report.html")])
    assert "no folder" in str(refused.exception)


def test_half_a_report_is_never_left(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", found(), "en")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
