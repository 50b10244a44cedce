# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Retention: how long each layer of each activity is kept, what follows from that, and the proof that it was done."""
