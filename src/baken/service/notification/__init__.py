# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notification: how warnings go out, once they have been decided: outbox, channels, receivers."""
