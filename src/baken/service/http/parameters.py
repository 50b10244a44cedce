# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Query parameters that several routes take."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

Language = Annotated[str, QueryParameter(name="language", pattern="^(nl|en)$", description="nl or en.")]
"""In which language a text is wished."""
