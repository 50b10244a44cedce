# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What forecasters have in common that learn nothing: they look at the values when they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baken.forecast.saved import opened, sealed

if TYPE_CHECKING:
    from baken.forecast.model import Known
    from baken.forecast.protocol import ForecasterDefinition


class Unlearned:
    """A forecaster whose forecasts follow from what is known at the origin alone.

    Invariants: what it says before and after a fit is the same; what it saves is its identity and version.

    Parameters
    ----------
    definition
        What it is.
    """

    def __init__(self, definition: ForecasterDefinition) -> None:
        self._definition = definition

    @property
    def definition(self) -> ForecasterDefinition:
        """What it is."""
        return self._definition

    def fit(self, known: Known, *, seed: int = 0) -> None:
        """Do nothing: it looks at the values when it is asked."""

    def update(self, known: Known) -> None:
        """Do nothing."""

    def save(self) -> bytes:
        """Return identity and version: there is nothing else."""
        return sealed(self._definition, b"")

    def load(self, saved: bytes) -> None:
        """Check that it is of this method.

        Raises
        ------
        ForecastError
            When it is damaged, of another method, or of another version.
        """
        opened(self._definition, saved)
