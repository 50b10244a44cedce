# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measures of security that are really on, for registers and drafts; what cannot be seen to be on is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.governance.log.checking import ChainState
from baken.registers.model import Safeguard, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from baken.governance.log.checking import Checked
    from baken.service.node import Node

_HOUSE: Final = (
    Safeguard(
        id="closed-lists",
        text=Text(
            "Doelen, grondslagen en soorten gegevens komen uit gesloten lijsten; biometrische en bijzondere gegevens "
            "kunnen niet worden verklaard.",
            "Purposes, legal bases and kinds of data come from closed lists; biometric data and special categories "
            "cannot be declared.",
        ),
        evidence="governance/lists.py",
    ),
    Safeguard(
        id="purpose-control",
        text=Text(
            "Elke lezing en schrijving noemt een verwerkingsactiviteit en wordt aan beleidsregels getoetst; wat niet "
            "is toegestaan, wordt geweigerd.",
            "Each read and write names a processing activity and is held against policies; what is not permitted is "
            "refused.",
        ),
        evidence="governance/policy/*.cedar",
    ),
    Safeguard(
        id="headers",
        text=Text(
            "Pagina's laden niets van derden en kunnen niet in een andere site worden ingebed.",
            "Pages load nothing from third parties and cannot be framed by another site.",
        ),
        evidence="Content-Security-Policy",
    ),
)


def safeguards_of_the_house() -> tuple[Safeguard, ...]:
    """Return the measures that hold wherever this software runs, because they are part of it."""
    return _HOUSE


def safeguards_of(node: Node, base_url: str) -> tuple[Safeguard, ...]:
    """Return the measures that are on at a node that runs."""
    on_this_node = (_logs(node), _retention(node), _identity(node), _sensors(node), _minimisation(node))
    return (*_HOUSE, *(found for part in on_this_node for found in part), *_transport(base_url))


def _logs(node: Node) -> Iterator[Safeguard]:
    yield Safeguard(
        id="processing-log",
        text=Text(
            "Elke verwerking wordt vastgelegd voordat het antwoord vertrekt, in een keten waarin knoeien blijkt.",
            "All processing is written down before the answer leaves, in a chain in which tampering shows.",
        ),
        evidence=f"processing-log: {_told(node.log_check.of(node.processing_log.chain.name))}",
    )
    yield Safeguard(
        id="security-log",
        text=Text(
            "Aanmeldingen, weigeringen en wijzigingen van beleid staan in een apart logboek.",
            "Sign-ins, refusals and changes of policy are in a log of their own.",
        ),
        evidence=f"security-log: {_told(node.log_check.of(node.security_log.chain.name))}",
    )


def _told(checked: Checked) -> str:
    if checked.state is ChainState.INTACT:
        return f"{checked.state.value}, {checked.records} records"
    return checked.state.value


def _identity(node: Node) -> Iterator[Safeguard]:
    settings = node.identity.settings
    if settings.local_accounts:
        yield Safeguard(
            id="second-factor",
            text=Text(
                "Wie zich hier aanmeldt, heeft een tweede factor nodig; wachtwoorden zijn met Argon2id bewaard.",
                "Who signs in here needs a second factor; passwords are kept with Argon2id.",
            ),
            evidence="identity.toml: local_accounts",
        )
    if settings.providers:
        yield Safeguard(
            id="single-sign-on",
            text=Text(
                "Medewerkers melden zich aan bij de eigen organisatie (OpenID Connect).",
                "Staff sign in at their own organisation (OpenID Connect).",
            ),
            evidence=f"identity.toml: {len(settings.providers)} provider(s)",
        )


def _sensors(node: Node) -> Iterator[Safeguard]:
    yield Safeguard(
        id="sensor-keys",
        text=Text(
            "Een sensor schrijft met een eigen sleutel en alleen zijn eigen reeksen.",
            "A sensor writes with a key of its own, and its own series only.",
        ),
        evidence="identity, policies",
    )
    signed = _signed(node)
    if signed:
        yield Safeguard(
            id="signed-observations",
            text=Text(
                "Waarnemingen van deze sensoren worden alleen met een geldige handtekening aangenomen.",
                "Observations of these sensors are taken in only with a valid signature.",
            ),
            evidence=f"{signed} datastream(s) with a signing key (Ed25519)",
        )


def _signed(node: Node) -> int:
    return sum(node.authenticity.concerns(d.id) for d in node.catalogue.datastreams())


def _retention(node: Node) -> Iterator[Safeguard]:
    jobs = node.retention.jobs()
    if jobs:
        yield Safeguard(
            id="retention",
            text=Text(
                "Gegevens worden na hun bewaartermijn vanzelf verwijderd, met een ondertekend bewijs.",
                "Data are deleted by themselves after their period, with a signed proof.",
            ),
            evidence=f"{len(jobs)} deletion job(s), made from activities/*.toml",
        )


def _minimisation(node: Node) -> Iterator[Safeguard]:
    numbers = sorted({a.minimisation.k for a in node.city.activities if a.minimisation.k > 1})
    if numbers:
        listed = ", ".join(str(k) for k in numbers)
        yield Safeguard(
            id="minimum-group",
            text=Text(
                f"Getallen over te weinig personen verlaten de dienst niet (ondergrens per verwerking: {listed}).",
                f"Numbers about too few persons do not leave the service (per activity: {listed}).",
            ),
            evidence="activities/*.toml: minimisation.k",
        )


def _transport(base_url: str) -> Iterator[Safeguard]:
    if base_url.startswith("https://"):
        yield Safeguard(
            id="tls",
            text=Text("Verkeer met deze dienst is versleuteld (TLS).", "Traffic with this service is encrypted (TLS)."),
            evidence=base_url,
        )
