# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasters of classical statistics, through ``statsforecast`` (extra ``statistics``)."""
