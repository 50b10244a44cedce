# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weeks before a simulated day, cheaply: what a real city would have counted and estimated by then."""
