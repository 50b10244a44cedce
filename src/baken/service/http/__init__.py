# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""HTTP: the screen's API under /api/v1, SensorThings under /sta/v1.1, and the front end itself."""
