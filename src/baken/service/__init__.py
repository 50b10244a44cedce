# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Service: the only place that wires input and output together. Holds no domain logic."""
