# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Response: what do we do? Playbooks, proposals, decisions of people, and their execution."""
