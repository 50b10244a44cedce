# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Left out: a parameter of an address that may be left out is left out by leaving it out, and never by writing null."""

from __future__ import annotations

import functools
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from litestar.params import QueryParameter

from baken.service.http.problems import InvalidInputError

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

_NULL: Final = "null"


def refuse_null(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse the word null where a number, a choice or a yes or no belongs: the framework would read it as nothing.

    Raises
    ------
    InvalidInputError
        Naming the parameter.
    """
    for name in optional(handler):
        if any(text.lower() == _NULL for text in connection.query_params.getall(name, [])):
            raise InvalidInputError(f"{name} is {_NULL}, which is no value.", remedy=f"Leave {name} out.")


@functools.lru_cache(maxsize=1024)
def optional(handler: BaseRouteHandler) -> tuple[str, ...]:
    """Return the names of parameters that may be left out and are no text: there, null is as good a word as any."""
    found = []
    for parameter in handler.parsed_fn_signature.parameters.values():
        declared = parameter.kwarg_definition
        kinds = {inner.annotation for inner in parameter.inner_types}
        if isinstance(declared, QueryParameter) and NoneType in kinds and str not in kinds:
            found.append(declared.name or parameter.name)
    return tuple(found)
