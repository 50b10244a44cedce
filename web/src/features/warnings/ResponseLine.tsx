// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ResponseJson } from "../../api/room";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { ToneTag } from "../../ui/ToneTag";
import { RESPONSE_TONES } from "./tones";
import styles from "./WarningCard.module.css";

/** A response in one line: how it stands, what it is, and how long it takes. It opens beside the map. */
export function ResponseLine({ response, brief = false }: { response: ResponseJson; brief?: boolean }) {
  const { t, f, language } = useWords();
  const room = useRoom();
  const isChosen = useStore(room.chosen, (chosen) => chosen === response.id);
  const { playbook } = response;
  const todo = response.tasks.filter(({ state }) => state === "open" || state === "acknowledged").length;
  return (
    <li>
      <button
        type="button"
        className={styles.response}
        aria-pressed={isChosen}
        data-response={response.id}
        data-response-state={response.state}
        onClick={() => room.chosen.set(isChosen ? null : response.id)}
      >
        <ToneTag tone={RESPONSE_TONES[response.state]} label={t.responseStates[response.state]} />
        <span className={styles.title}>{language === "nl" ? playbook.titleNl : playbook.title}</span>
        <span className={styles.small}>
          {brief
            ? ""
            : response.shouldEnd
              ? t.shouldEnd
              : response.state === "proposed"
                ? t.ready(f.durationLong(playbook.preparationMin * 60_000))
                : todo > 0
                  ? t.tasksLeft(f.number(todo), todo)
                  : ""}
        </span>
        <span aria-hidden="true">›</span>
      </button>
    </li>
  );
}
