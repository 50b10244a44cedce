# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a forecaster learned, as bytes to be kept: sealed with identity, version and digest, and never run as code.

The content is for the method to choose: msgpack, ``.npz`` without pickles, or the text of a model. The seal tells whose
it is and that nothing was lost; it is no signature and proves nothing of who wrote it.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from baken.forecast.model import ForecastError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray

    from baken.forecast.protocol import ForecasterDefinition

_MAGIC: Final = b"baken-forecaster\n"
_LEARN_ANEW: Final = "Fit the method anew."


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    content: bytes
    digest: bytes


def sealed(definition: ForecasterDefinition, content: bytes) -> bytes:
    """Return content under the seal of a method.

    Examples
    --------
    >>> from baken.forecast.protocol import ForecasterDefinition
    >>> mine = ForecasterDefinition(id="mine", version=1, title="", source="")
    >>> opened(mine, sealed(mine, b"learned"))
    b'learned'
    """
    digest = _digest(definition.id, definition.version, content)
    kept = _Sealed(id=definition.id, version=definition.version, content=content, digest=digest)
    return _MAGIC + msgspec.msgpack.encode(kept)


def opened(definition: ForecasterDefinition, saved: bytes) -> bytes:
    """Return the content of a seal.

    Raises
    ------
    ForecastError
        When it is damaged, of another method, or of another version.
    """
    kept = _unpacked(saved)
    if kept.id != definition.id:
        raise ForecastError(f"This was learned by {kept.id!r}, not by {definition.id!r}.", remedy=_LEARN_ANEW)
    if kept.version != definition.version:
        raise ForecastError(
            f"This was learned by version {kept.version} of {definition.id}, which is at version {definition.version}.",
            remedy=_LEARN_ANEW,
        )
    return kept.content


def identity_of(saved: bytes) -> tuple[str, int]:
    """Return whose it is and of which version, so that a method can migrate an older one.

    Raises
    ------
    ForecastError
        When it is damaged.
    """
    kept = _unpacked(saved)
    return kept.id, kept.version


def arrays_to_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays of numbers or text as the bytes of an ``.npz``.

    Raises
    ------
    ForecastError
        When an array holds Python objects, which could only be pickled.
    """
    if any(array.dtype.hasobject for array in arrays.values()):
        raise ForecastError("An array of Python objects is not kept.", remedy="Keep numbers and text.")
    written = io.BytesIO()
    np.savez(written, allow_pickle=False, **dict(arrays))
    return written.getvalue()


def arrays_from_bytes(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of :func:`arrays_to_bytes`.

    Raises
    ------
    ForecastError
        When they are damaged or hold pickles.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except Exception as error:  # zip files break in many ways, and each means the same here
        raise ForecastError("The arrays that were kept are damaged.", remedy=_LEARN_ANEW) from error


def _unpacked(saved: bytes) -> _Sealed:
    damaged = ForecastError("What was kept of a forecaster is damaged.", remedy=_LEARN_ANEW)
    if not saved.startswith(_MAGIC):
        raise damaged
    try:
        kept = msgspec.msgpack.decode(saved[len(_MAGIC) :], type=_Sealed)
    except msgspec.MsgspecError as error:
        raise damaged from error
    if kept.digest != _digest(kept.id, kept.version, kept.content):
        raise damaged
    return kept


def _digest(name: str, version: int, content: bytes) -> bytes:
    return hashlib.sha256(f"{name}\0{version}\0".encode() + content).digest()
