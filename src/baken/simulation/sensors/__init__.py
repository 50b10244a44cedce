# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated sensors: what each kind would have told of a day, with the errors that such sensors have."""
