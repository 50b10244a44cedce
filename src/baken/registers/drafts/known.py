# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of an activity, as sentences in Dutch with their source; both drafts take from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.lists import PersonalData
from baken.registers.algorithms import IN_SENSOR
from baken.registers.drafts.model import Answer, Table, table
from baken.registers.explained import minimisation_text, recipients, transfers_text
from baken.registers.method_words import METHODS
from baken.registers.periods import every, retention_text
from baken.registers.words import ARTICLES, LEGAL_BASES, PURPOSES, QUANTITIES, words

if TYPE_CHECKING:
    from baken.governance.model import ProcessingActivity
    from baken.registers.model import Facts, MethodInUse

DPO: Final = "functionaris gegevensbescherming"
OWNER: Final = "proceseigenaar"
LAWYER: Final = "jurist"
SECURITY: Final = "informatiebeveiliger (CISO)"
BOARD: Final = "college of burgemeester"
TEAM: Final = "projectteam"

CLOSED_LISTS: Final = "Baken: gesloten lijsten (governance/lists.py)"
RUNNING: Final = "draaiende dienst"


class Known:
    """The facts about one activity, ready to be quoted."""

    def __init__(self, activity: ProcessingActivity, facts: Facts) -> None:
        self.activity = activity
        self.facts = facts

    def declared(self, key: str, text: str) -> Answer:
        """Quote a key of the activity's file."""
        return Answer(text=text, source=f"{self.activity.file or self.activity.id}: {key}")

    def made(self, source: str, text: str) -> Answer:
        """Quote something else."""
        return Answer(text=text, source=source)

    @property
    def has_personal_data(self) -> bool:
        """Return whether anything is about a person on the way."""
        return self.activity.personal_data != (PersonalData.NONE,)

    @property
    def description(self) -> Answer:
        """What is done."""
        return self.declared("description_nl", self.activity.description_nl)

    @property
    def purpose(self) -> Answer:
        """What for."""
        return self.declared("purpose", f"Doel: {PURPOSES[self.activity.purpose].nl}.")

    @property
    def basis(self) -> Answer:
        """By what right."""
        basis = self.activity.legal_basis
        law = f"; grondslag in {self.activity.law}" if self.activity.law else ""
        return self.declared("legal_basis, law", f"Rechtsgrond: {LEGAL_BASES[basis].nl} ({ARTICLES[basis].nl}){law}.")

    @property
    def minimisation(self) -> list[Answer]:
        """How little."""
        found = [self.declared("minimisation", minimisation_text(self.activity.minimisation).nl)]
        if self.activity.minimisation.explanation:
            found.append(self.declared("minimisation.explanation", self.activity.minimisation.explanation))
        return found

    @property
    def reason(self) -> Answer:
        """Why these data are, or are not, about persons."""
        return self.declared("personal_data_reason", self.activity.personal_data_reason)

    @property
    def transfers(self) -> Answer:
        """Where data go outside the EEA."""
        to = transfers_text(self.activity.transfers).nl
        return self.declared("transfers", f"Doorgifte buiten de Europese Economische Ruimte: {to}.")

    def sensors(self) -> Table | None:
        """Return every sensor with what it observes."""
        return table(
            ("Sensor", "Wat", "Waar", "Hoe vaak"),
            (
                (
                    s.name,
                    QUANTITIES[s.quantity].nl if s.quantity is not None else s.unit,
                    s.place.text.nl or "—",
                    every(s.interval_s).nl,
                )
                for s in self.facts.sensors_of(self.activity.id)
            ),
        )

    def personal_data(self) -> Table | None:
        """Return kinds of personal data by whom they are about."""
        if not self.has_personal_data:
            return None
        subjects = ", ".join(words(s).nl for s in self.activity.data_subjects)
        return table(
            ("Persoonsgegeven", "Betrokkenen", "Soort", "Bron"),
            ((words(p).nl, subjects, "gewoon persoonsgegeven", self._source()) for p in self.activity.personal_data),
        )

    def parties(self) -> Table | None:
        """Return who takes part in which capacity."""
        rows = [(self.facts.party(self.activity.controller).name, "verwerkingsverantwoordelijke", "—", "—")]
        rows += [(self.facts.party(p).name, "verwerker", "—", "—") for p in self.activity.processors]
        for recipient in recipients(self.activity, self.facts):
            what = ", ".join(x.label.nl for x in recipient.layers)
            until = f", tot {recipient.until.date().isoformat()}" if recipient.until is not None else ""
            role = f"ontvanger ({recipient.reference}{until})" if recipient.by_agreement else "eigen medewerkers"
            rows.append((recipient.who.nl, "iedereen" if recipient.who.en == "everybody" else role, what, "lezen"))
        return table(("Partij of functie", "Rol", "Gegevens", "Mag"), rows)

    def retention(self) -> Table | None:
        """Return how long each layer is kept."""
        return table(
            ("Gegevens", "Bewaartermijn", "Motivatie"),
            ((words(r.layer).nl, retention_text(r).nl, r.reason) for r in self.activity.retention),
        )

    def uses(self) -> Table | None:
        """Return which data of other activities it uses, and which activities use its data."""
        activities = {a.id: a.name_nl for a in self.facts.activities}
        rows = [
            (f"gebruikt {activities.get(u.activity, u.activity)}", ", ".join(words(x).nl for x in u.layers), u.reason)
            for u in self.activity.uses
        ]
        rows += [
            (f"gebruikt door {other.name_nl}", ", ".join(words(x).nl for x in u.layers), u.reason)
            for other in self.facts.activities
            for u in other.uses
            if u.activity == self.activity.id
        ]
        return table(("Verder gebruik", "Gegevens", "Motivatie"), rows)

    def measures(self) -> Table | None:
        """Return the measures of security that are on."""
        return table(
            ("Maatregel die aan staat", "Waaraan dat is gezien"),
            ((m.text.nl, m.evidence) for m in self.facts.safeguards),
        )

    def assessments(self) -> Table | None:
        """Return the assessments and decisions that it refers to."""
        return table(
            ("Beoordeling of besluit", "Vindplaats", "Datum", "Geldig tot", "Plaats"),
            (
                (
                    words(a.kind).nl,
                    a.reference,
                    a.decided_on.isoformat(),
                    a.valid_until.isoformat() if a.valid_until else "—",
                    a.place or "—",
                )
                for a in self.activity.assessments
            ),
        )

    @property
    def is_picture(self) -> bool:
        """Return whether the estimates of the picture belong to it."""
        return self.facts.city.coverage.of_picture == self.activity.id

    @property
    def methods(self) -> tuple[MethodInUse, ...]:
        """Return the methods that run for it."""
        return self.facts.methods if self.is_picture else ()

    @property
    def counts_in_sensor(self) -> bool:
        """Return whether a supplier's algorithm makes numbers of persons for it."""
        return self.activity.kind in IN_SENSOR

    def working(self) -> list[Answer]:
        """Return how each method that runs works."""
        found = []
        for method in self.methods:
            told = METHODS.get(method.definition.id)
            text = told.working.nl if told is not None else method.definition.title
            found.append(self.made(f"methode {method.definition.id} ({method.definition.source})", text))
        return found

    def limits(self) -> list[Answer]:
        """Return what each method that runs assumes."""
        found = []
        for method in self.methods:
            told = METHODS.get(method.definition.id)
            if told is not None:
                found.append(self.made(f"methode {method.definition.id}", told.limits.nl))
        return found

    def _source(self) -> str:
        names = sorted({s.connector for s in self.facts.sensors_of(self.activity.id) if s.connector})
        titles = [self.facts.manifests[n].title if n in self.facts.manifests else n for n in names]
        return ", ".join(titles) or "sensor"
