# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of data sets and data services as DCAT-AP-NL 3.0, in JSON-LD and Turtle."""
