# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Publication: what may everybody know of how busy it is, and what is better?"""
