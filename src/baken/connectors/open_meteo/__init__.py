# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weather of a model at any place, from Open-Meteo. See README.md."""
