# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Media types: how a route is described whose answer comes in several, of which the framework knows one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT: Final = Schema(type=OpenAPIType.STRING)
OBJECT: Final = Schema(type=OpenAPIType.OBJECT)


def written_as(content: Mapping[str, Schema | None]) -> type[Operation]:
    """Return the operation of a route whose answer comes in these media types.

    Parameters
    ----------
    content
        Media type → schema; None for what the framework knows of that one.
    """

    @dataclass
    class Written(Operation):
        def __post_init__(self) -> None:
            answer = (self.responses or {}).get("200")
            if isinstance(answer, OpenAPIResponse):
                known = answer.content or {}
                answer.content = {
                    media: known[media] if schema is None else OpenAPIMediaType(schema=schema)
                    for media, schema in content.items()
                }

    return Written
