# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a provider's answer was not taken, in words of both languages; never with an address's query or a header."""

from __future__ import annotations

from http import HTTPStatus

from baken.service.sources.said import SourceError, UnusableSourceError

_REMEDIES = {
    401: "Look whether the key in the settings of the connector is still right.",
    403: "Look whether the key in the settings of the connector is still right, and whether this address may ask.",
    404: "Look whether the provider has moved the document.",
    410: "The provider has taken the document away; look for its successor.",
}


def not_an_address() -> SourceError:
    """Return the refusal of something that is no web address."""
    return UnusableSourceError(
        "The address is no web address.", "Het adres is geen webadres.", remedy="Write https://… in the settings."
    )


def too_slow(seconds: float) -> SourceError:
    """Return the refusal of an answer that never ends."""
    return SourceError(
        f"The answer was not complete after {seconds:g} s.", f"Het antwoord was na {seconds:g} s nog niet compleet."
    )


def silent() -> SourceError:
    """Return that nothing came."""
    return SourceError("It does not answer in time.", "Het antwoordt niet op tijd.")


def broken_off() -> SourceError:
    """Return that the connection ended too early."""
    return SourceError("The answer broke off.", "Het antwoord brak af.")


def unreachable(error: Exception) -> SourceError:
    """Return that there is no connection, with what is known of why."""
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return SourceError(
            "Its certificate cannot be trusted.", "Het certificaat is niet te vertrouwen.", remedy="Ask the provider."
        )
    if "name" in text or "nodename" in text or "getaddrinfo" in text or "resolution" in text:
        return SourceError("Its name cannot be found.", "De naam is niet te vinden.")
    return SourceError("The connection was refused.", "De verbinding is geweigerd.")


def failed(what: str) -> SourceError:
    """Return that something else went wrong on the way."""
    return SourceError(f"The connection failed ({what}).", f"De verbinding mislukte ({what}).")


def busy(status: int, wait_s: float | None) -> SourceError:
    """Return that the provider asks for patience."""
    until = "" if wait_s is None else f", for {wait_s:g} s"
    until_nl = "" if wait_s is None else f", {wait_s:g} s lang"
    return SourceError(
        f"It asks to be left alone (status {status}{until}).",
        f"Het vraagt om met rust gelaten te worden (status {status}{until_nl}).",
        retry_after_s=wait_s,
    )


def status(code: int) -> SourceError:
    """Return the refusal of an answer with another status than OK."""
    try:
        phrase = f" ({HTTPStatus(code).phrase})"
    except ValueError:
        phrase = ""
    remedy = _REMEDIES.get(code, "")
    return SourceError(
        f"It answered with status {code}{phrase}.", f"Het antwoordde met status {code}{phrase}.", remedy=remedy
    )


def redirected(host: str, *, is_weaker: bool) -> SourceError:
    """Return the refusal of a redirect to somewhere else."""
    shown = host[:100] or "another address"
    if is_weaker:
        return SourceError(
            f"It redirects to an address without encryption ({shown}), which is not followed.",
            f"Het verwijst door naar een adres zonder versleuteling ({shown}); dat wordt niet gevolgd.",
        )
    return SourceError(
        f"It redirects to another address ({shown}), which is not followed.",
        f"Het verwijst door naar een ander adres ({shown}); dat wordt niet gevolgd.",
        remedy="When that is right, write the new address in the settings of the connector.",
    )


def in_circles(most: int) -> SourceError:
    """Return the refusal of redirects without end."""
    return SourceError(
        f"It redirects more than {most} times in a row.", f"Het verwijst meer dan {most} keer achter elkaar door."
    )


def unknown_encoding(name: str) -> SourceError:
    """Return the refusal of a compression that was not asked for."""
    return SourceError(
        f"The answer is compressed in a way that was not asked for ({name[:40]!r}).",
        f"Het antwoord is gecomprimeerd op een manier waar niet om gevraagd is ({name[:40]!r}).",
    )


def too_short() -> SourceError:
    """Return the refusal of a document that cannot be one."""
    return SourceError("The document is one byte long.", "Het document is één byte lang.")
