# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""How Baken is extended: manifests, the registry, what a connector implements, the laws it must pass, scaffolds."""
