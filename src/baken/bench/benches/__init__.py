# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""One file per bench; its name is the file's name and ``bench`` in it is what runs. A new file is a new bench."""
