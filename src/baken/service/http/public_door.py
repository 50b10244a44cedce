# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door for a festival crowd: what is published lies ready, and is given away as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from baken.service.http.asgi import Scope, Send
    from baken.service.publishing.answers import Answer
    from baken.service.publishing.publisher import Publisher

_API: Final = "/api/"
_JSON: Final = b"format=json"


class PublicDoor:
    """Answers requests for what is published; leaves every other to the rest of the service.

    Whoever asks for it in another way than by GET or HEAD, or with a question that it does not know, is left to the
    framework too, which knows how to refuse.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def serve(self, scope: Scope, send: Send) -> bool:
        """Answer a request, and tell whether it was one for something published."""
        answer = self.answer(scope)
        if answer is None:
            return False
        await answer.serve(scope, send, self._publisher.lives_s())
        return True

    def answer(self, scope: Scope) -> Answer | None:
        """Return what lies ready for a request; None when nothing does."""
        path, answers = scope["path"], self._publisher.answers
        if path not in answers or scope["method"] not in ("GET", "HEAD"):
            return None
        query = scope["query_string"]
        if not query or not path.startswith(_API) or query == _JSON:
            return answers[path]
        return answers.get(f"{path}?{query.decode('latin-1')}")
