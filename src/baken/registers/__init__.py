# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Registers: what does the city do with data? Public registers and drafts of assessments, generated from what runs.

Pure functions: facts in (:mod:`baken.registers.gather`), JSON, tables, linked data and documents out. Nothing here is
written by hand twice.
"""
