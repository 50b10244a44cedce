# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where passwords are judged: two threads of their own, and a queue with an end.

Argon2id takes 30 ms and 19 MiB by design. In the event loop it would stop everything; without a limit a thousand
attempts at once would take all memory.
"""

from __future__ import annotations

from typing import Final

from baken.service.threads import Threads

in_thread: Final = Threads("identity", 2, most_waiting=100, refusal="Too many people sign in at this moment.").run
