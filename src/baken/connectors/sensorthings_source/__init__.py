# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Any server of OGC SensorThings API 1.1 as a source. See README.md."""
