# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dutch laws that activities rest on most, and where their text is (wetten.overheid.nl)."""

from __future__ import annotations

from typing import Final

_WETTEN: Final = "https://wetten.overheid.nl/"

LAWS: Final = {
    "Algemene wet bestuursrecht": _WETTEN + "BWBR0005537",
    "AVG": "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    "Gemeentewet": _WETTEN + "BWBR0005416",
    "Omgevingswet": _WETTEN + "BWBR0037885",
    "Politiewet 2012": _WETTEN + "BWBR0031788",
    "Wegenverkeerswet 1994": _WETTEN + "BWBR0006622",
    "Wet openbare manifestaties": _WETTEN + "BWBR0004318",
    "Wet politiegegevens": _WETTEN + "BWBR0022463",
    "Wet veiligheidsregio's": _WETTEN + "BWBR0027466",
}
"""Name of a law, as it begins in ``law`` of an activity, and its address."""


def address_of(law: str) -> tuple[str, str] | None:
    """Return the name and address of the law that a text begins with; None when it is not known.

    Examples
    --------
    >>> address_of("Gemeentewet art. 172")
    ('Gemeentewet', 'https://wetten.overheid.nl/BWBR0005416')
    >>> address_of("Reglement van orde") is None
    True
    """
    return next(((name, url) for name, url in LAWS.items() if law.startswith(name)), None)
