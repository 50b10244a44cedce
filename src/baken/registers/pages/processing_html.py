# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register of processing as a page to read and print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.registers.pages.escaping import anchor, as_html
from baken.registers.pages.page import facts, heading, html_table, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.registers.explained import StandingRecord
    from baken.registers.processing import ArticleThirty, ProcessingRegister, ProcessorEntry


def processing_html(register: ProcessingRegister, *, alone: bool = False) -> bytes:
    """Return the register as a whole page; ``alone`` for a file that is read without a server."""
    body = list(_cover(register))
    for i, entry in enumerate(register.entries, start=1):
        body += _entry(i, entry)
    for processor in register.processors:
        body += _processor(processor)
    return page(f"{register.register.nl}: {register.controller.name}", body, alone=alone)


def _cover(register: ProcessingRegister) -> Iterator[str]:
    controller = register.controller
    yield '<header class="cover">'
    yield f"<h1>{as_html(register.register.nl)}</h1>"
    yield (
        '<p class="lead">Alle verwerkingen van gegevens door deze dienst, ook die zonder persoonsgegevens, gemaakt uit '
        "wat er is verklaard en werkelijk draait (AVG artikel 30).</p>"
    )
    yield facts(
        (
            ("Verwerkingsverantwoordelijke", controller.name),
            ("Contact", controller.contact),
            ("Functionaris gegevensbescherming", controller.data_protection_officer),
            ("Opgemaakt", register.issued_at.date().isoformat()),
        )
    )
    yield '<nav class="contents" aria-label="Inhoud"><ol>'
    for i, entry in enumerate(register.entries, start=1):
        stopped = "" if entry.standing.active else f" ({entry.standing.label.nl})"
        yield f'<li><a href="#{anchor(entry.id)}">{as_html(f"{i} {entry.name.nl}{stopped}")}</a></li>'
    yield "</ol></nav></header>"


def _entry(number: int, entry: ArticleThirty) -> Iterator[str]:
    yield '<section class="part">'
    yield heading(2, str(number), entry.name, anchor(entry.id))
    yield from _standing(entry.standing)
    yield f"<p>{as_html(entry.description.nl)}</p>"
    law = f"; {entry.legal_basis.law}" if entry.legal_basis.law else ""
    kinds = ", ".join(k.label.nl for k in entry.personal_data.kinds)
    yield facts(
        (
            ("Doel", ", ".join(p.label.nl for p in entry.purposes)),
            ("Grondslag", f"{entry.legal_basis.label.nl} ({entry.legal_basis.article.nl}){law}"),
            ("Valt onder de AVG", "ja" if entry.under_gdpr else "nee"),
            ("Betrokkenen", ", ".join(s.label.nl for s in entry.data_subjects)),
            ("Persoonsgegevens", kinds),
            ("Waarom zo", entry.personal_data.because),
            ("Zo weinig mogelijk", entry.minimisation.nl),
            ("Verwerkers", ", ".join(p.name for p in entry.processors) or "geen"),
            ("Doorgifte buiten de EER", entry.transfers.nl),
            ("Versie", f"{entry.version} ({entry.uri})"),
        )
    )
    yield html_table(
        ("Gegevens", "Bewaartermijn", "Motivatie"),
        ((r.layer.label.nl, r.text.nl, r.reason) for r in entry.time_limits),
        "Bewaartermijnen",
    )
    yield html_table(
        ("Ontvanger", "Gegevens", "Afspraak"),
        ((r.who.nl, ", ".join(x.label.nl for x in r.layers), r.reference or "—") for r in entry.recipients),
        "Ontvangers",
    )
    if entry.security_measures:
        yield html_table(
            ("Maatregel", "Waaraan dat is gezien"),
            ((m.text.nl, m.evidence) for m in entry.security_measures),
            "Beveiliging",
        )
    yield "</section>"


def _standing(standing: StandingRecord) -> Iterator[str]:
    if not standing.active:
        yield f'<p class="stopped">{as_html(standing.label.nl)}. {as_html(standing.because.nl)}</p>'


def _processor(entry: ProcessorEntry) -> Iterator[str]:
    yield '<section class="part">'
    yield f"<h2>{as_html(f'Verwerker: {entry.processor.name}')}</h2>"
    yield facts(
        (
            ("Namens", entry.on_behalf_of.name),
            ("Contact", entry.processor.contact),
            ("Verwerkingen", ", ".join(entry.activities)),
            ("Doorgifte buiten de EER", ", ".join(t.nl for t in entry.transfers)),
        )
    )
    yield html_table(("Categorie van verwerking",), ((c.nl,) for c in entry.categories))
    yield f"<p>{as_html(entry.note.nl)}</p>"
    yield "</section>"
