# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""A model's life: when it is fitted and issues, who is champion, when it is mistrusted, and what is kept and told of
it.

Everything here follows from its arguments; only :mod:`.store` touches files. The service wires it to clocks and data.
"""
