# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report after an event as people get it: in a browser, on a telephone, and as a PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from signing_in import violations

from baken.evaluation.specimen import specimen_record
from baken.service.evaluating.findings import findings
from baken.service.evaluating.page import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LANGUAGES: Final = ("en", "nl")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    found = findings(specimen_record())
    for language in LANGUAGES:
        write_report(folder / f"{language}.html", found, language)
    return {language: folder / f"{language}.html" for language in LANGUAGES}


def opened(browser: Browser, path: Path, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_the_report_is_accessible_and_fits_the_screen(
    browser: Browser, reports: dict[str, Path], language: str, width: int
) -> None:
    page = opened(browser, reports[language], width)
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_every_chart_is_drawn_and_lies_within_the_page(browser: Browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], 1280)
    charts = page.locator("svg[role=img]")
    assert charts.count() == 3
    for place in range(charts.count()):
        box = charts.nth(place).bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert box["height"] > 100
    words = page.evaluate(
        """() => [...document.querySelectorAll('svg[role=img]')].flatMap((svg) => {
            const edge = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter((text) => {
                const box = text.getBoundingClientRect();
                return box.left < edge.left - 1 || box.right > edge.right + 14 || box.top < edge.top - 1;
            }).map((text) => text.textContent);
        })"""
    )
    assert words == []
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_it_is_a_pdf_of_a_few_pages(browser: Browser, reports: dict[str, Path], language: str) -> None:
    page = opened(browser, reports[language], 1280)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF-")
    pages = max(int(number) for number in re.findall(rb"/Count (\d+)", pdf))
    assert 2 <= pages <= 8
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", pdf)
    page.close()
