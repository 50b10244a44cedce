# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of an MQTT broker by a declared mapping. See README.md."""
