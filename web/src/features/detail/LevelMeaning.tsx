// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import styles from "./LevelMeaning.module.css";

/** The level from which on a place counts as full; of now it is shown when it is a fifth as likely as any other has to be. */
const LIMIT_LEVEL = 4;

/** What the level of an area means, now or foreseen, and in which level its number lies where that is a lower one. */
export function LevelMeaning({
  level,
  likely,
  isForeseen,
}: {
  level: number;
  likely: number;
  isForeseen: boolean;
}) {
  const { t } = useWords();
  if (level === 0) return null;
  const named = (one: number): string => `${one} ${t.levels[one]}`;
  const isCautious = likely > 0 && likely < level;
  const share = level === LIMIT_LEVEL && !isForeseen ? "1 %" : "10 %";
  const means = isForeseen ? t.area.levelForeseenMeans : t.area.levelMeans;
  return (
    <p className={isCautious ? styles.cautious : styles.plain} data-testid="area-level-means">
      {isCautious ? t.area.cautious(named(level), share, named(likely)) : means}
    </p>
  );
}
