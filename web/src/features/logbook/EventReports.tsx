// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { roomApi } from "../../api/room";
import { useWords } from "../../room/words";
import { useFetched } from "../../state/useFetched";
import lines from "../warnings/WarningsPanel.module.css";
import styles from "./LogBook.module.css";

const SHOWN = 3;

/** The newest events, each with the way to what happened and what was done about it. */
export function EventReports({ revision }: { revision: string }) {
  const { t, f, language } = useWords();
  const found = useFetched(revision, (signal) => roomApi.events(signal));
  const events = found.value?.slice(0, SHOWN) ?? [];
  if (events.length === 0) return null;
  return (
    <div className={lines.part}>
      <h3 className="overline">{t.events}</h3>
      <ul>
        {events.map((one) => (
          <li key={one.id}>
            <a
              className={styles.link}
              href={`/api/v1/event-reports/${encodeURIComponent(one.id)}?language=${language}`}
              target="_blank"
              rel="noreferrer"
            >
              {one.title}
            </a>{" "}
            <span className={styles.small}>{f.date(Date.parse(one.start))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
