# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is going on? Persons, density, flow and level per area, each with its uncertainty: the picture."""
