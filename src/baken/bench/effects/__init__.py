# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Effects of interventions: are they found where they are, and not where they are not?"""
