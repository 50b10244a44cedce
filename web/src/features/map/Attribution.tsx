// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import styles from "./MapPanel.module.css";

/** Whose data this is, and that a schematic map is one. Text only: nothing in it is taken for HTML. */
export function Attribution() {
  const { t } = useWords();
  const { city } = useSession().statics;
  return (
    <ul className={styles.notes}>
      {city.map.basemap.kind === "schematic" ? <li>{t.map.schematic}</li> : null}
      {city.attribution.map(({ text, url }) => (
        <li key={text}>
          {url && /^https?:/.test(url) ? (
            <a href={url} target="_blank" rel="noreferrer">
              {text}
            </a>
          ) : (
            text
          )}
        </li>
      ))}
    </ul>
  );
}
