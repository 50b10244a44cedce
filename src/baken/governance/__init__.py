# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""May this be done, by whom, for what, for how long? Activities, policy, minimisation, log, retention."""
