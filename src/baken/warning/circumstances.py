# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Circumstances: what makes a crowd more dangerous than its number alone; what is not known is said to be not known."""

from __future__ import annotations

import msgspec


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the circumstances at a moment; None is not known.

    Attributes
    ----------
    is_dark
        Whether the sun is below the horizon.
    rain_mm_h, gust_m_s, temperature_c
        Weather now.
    alcohol
        Whether much is drunk, as an organiser or officer says.
    event_kinds
        Kinds of the events that are on, as in ``calendar.toml``; empty when there is none.
    barriers
        Codes of the barriers that are in place, such as ``one-way``.
    """

    is_dark: bool | None = None
    rain_mm_h: float | None = None
    gust_m_s: float | None = None
    temperature_c: float | None = None
    alcohol: bool | None = None
    event_kinds: tuple[str, ...] | None = None
    barriers: tuple[str, ...] = ()
