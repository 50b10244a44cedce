# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts of assessments, in Dutch: what the system knows is filled in, what only a person can judge stays open."""
