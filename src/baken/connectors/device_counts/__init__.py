# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Wi-Fi and Bluetooth devices that a supplier has counted, in CSV or JSON by a declared mapping. See README.md."""
