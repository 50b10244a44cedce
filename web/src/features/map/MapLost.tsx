// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { Button } from "../../ui/Button";
import styles from "./MapLost.module.css";

/** In the map's place when there is none: the way to the table, which tells the same. */
export function MapLost({ onRetry }: { onRetry: (() => void) | null }) {
  const { t } = useWords();
  return (
    <section className={styles.lost} aria-label={t.map.label} data-testid="map-lost">
      <p>{t.map.lost}</p>
      {onRetry ? <Button onClick={onRetry}>{t.map.retry}</Button> : null}
    </section>
  );
}
