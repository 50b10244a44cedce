// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../i18n/i18n";
import styles from "./LevelBadge.module.css";
import { LevelShape } from "./LevelShape";

/** A level as colour, number, word and shape together; never one of them alone. */
export function LevelBadge({
  level,
  stale = false,
  large = false,
}: {
  level: number;
  stale?: boolean;
  large?: boolean;
}) {
  const { t } = useWords();
  const look = [styles.badge, large && styles.large, stale && level > 0 && styles.stale]
    .filter(Boolean)
    .join(" ");
  return (
    <span className={look} data-level={level}>
      <LevelShape level={level} size={large ? 16 : 12} />
      <span>{level === 0 ? t.levelUnknown : `${level} ${t.levels[level]}`}</span>
    </span>
  );
}
