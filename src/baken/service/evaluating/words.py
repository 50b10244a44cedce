# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the report after an event, in the languages that it can be written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from baken.service.evaluating.words_en import EN
from baken.service.evaluating.words_nl import NL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from baken.service.evaluating.wording import Words

WORDS: Final[Mapping[str, Words]] = {"en": EN, "nl": NL}
