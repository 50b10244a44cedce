// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { NoteJson } from "../../api/room";
import { useParty } from "../../room/useParty";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import styles from "./LogBook.module.css";

/** The entries of the log book, newest first, each with who wrote it and what it is about. */
export function Entries({ entries, failed }: { entries: readonly NoteJson[]; failed: boolean }) {
  const { t, f, language } = useWords();
  const room = useRoom();
  const party = useParty();
  const warnings = useStore(room.warnings)?.warnings ?? [];
  const responses = useStore(room.responses)?.responses ?? [];
  const about = (one: NoteJson): string => {
    const warning = warnings.find(({ id }) => id === one.warningId);
    const response = responses.find(({ id }) => id === one.responseId);
    if (response) return language === "nl" ? response.playbook.titleNl : response.playbook.title;
    return warning ? (language === "nl" ? warning.headlineNl : warning.headline) : "";
  };
  if (failed) return <p className={styles.note}>{t.log.failed}</p>;
  if (entries.length === 0) return <p className={styles.note}>{t.log.empty}</p>;
  return (
    <ol className={styles.entries} data-testid="entries">
      {entries.map((one) => (
        <li key={one.id} data-corrected={one.correctedBy.length > 0}>
          <p className={styles.by}>
            <time dateTime={one.at}>{f.dateTime(Date.parse(one.at))}</time>
            <span>
              {one.byName}, {party(one.party)}
              {one.correctedBy.length > 0 ? ` · ${t.log.corrected}` : ""}
            </span>
          </p>
          <p className={styles.text}>{one.text}</p>
          {about(one) ? <p className={styles.small}>{about(one)}</p> : null}
        </li>
      ))}
    </ol>
  );
}
