# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2
"""Write the list of rules in docs/0-governance/policies.md from the Cedar files, in English and Dutch."""

from __future__ import annotations

import itertools
from pathlib import Path

from baken.governance.policy.rules import Effect, Language, Rule, read_rules, shipped_files

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "0-governance" / "policies.md"
MARK = "## The rules\n"
_EFFECT = {Effect.PERMIT: "permits", Effect.FORBID: "forbids otherwise"}
FOLDER = "../../src/baken/governance/policy/policies"


def listed() -> str:
    """Return the list, file by file."""
    parts = [MARK, "Made by `tools/rules_page.py`; the rules themselves are in the files.\n"]
    for file, rules in itertools.groupby(read_rules(shipped_files()), key=lambda rule: rule.file):
        parts.append(f"### [{file}]({FOLDER}/{file})\n")
        parts += [_told(rule) for rule in rules]
    return "\n".join(parts)


def _told(rule: Rule) -> str:
    title, dutch = rule.say("title"), rule.say("title", Language.NL)
    return f"- **{rule.id}** ({_EFFECT[rule.effect]}): {title}.\n  *{dutch}.*\n  {rule.say('why')}\n"


def page(text: str) -> str:
    """Return the page with the list of today."""
    return text.partition(MARK)[0] + listed()


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
