# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a person declared in a file, read so that every fault names its file, its line and its remedy."""
