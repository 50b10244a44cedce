# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""OGC SensorThings 1.1 (18-088) over HTTP: the observations and what is known about their sensors, for any client."""
