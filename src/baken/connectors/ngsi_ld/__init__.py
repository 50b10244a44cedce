# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entities ``CrowdFlowObserved`` of an NGSI-LD context broker. See README.md."""
