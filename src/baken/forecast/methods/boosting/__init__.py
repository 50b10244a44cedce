# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A global model of all series of a city: direct multi-horizon gradient boosting of the ratio to what is usual."""
