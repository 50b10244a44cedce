# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the outside may know: public registers and drafts of assessments, generated from what is declared."""
