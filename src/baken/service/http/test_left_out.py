# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be left out of an address is not given as null, where null would not be text."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from baken.service.http.left_out import optional

Most = Annotated[int | None, QueryParameter(name="mostRows")]
IsOpen = Annotated[bool | None, QueryParameter(name="isOpen")]
Name = Annotated[str | None, QueryParameter(name="name")]
Limit = Annotated[int, QueryParameter(name="limit")]


@get("/shells")
async def shells(most: Most = None, is_open: IsOpen = None, name: Name = None, limit: Limit = 10) -> None:
    """Return nothing: only what it may be asked matters."""


def test_numbers_and_choices_that_may_be_left_out_are_known_and_text_is_not() -> None:
    assert optional(shells) == ("mostRows", "isOpen")
