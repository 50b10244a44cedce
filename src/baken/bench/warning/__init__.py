# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the bench of warnings is made of: days and a year on which the truth is known, and how warnings are judged."""
