// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { roomApi } from "../../api/room";
import { permitted } from "../../identity/identity";
import { useRoom } from "../../room/useRoom";
import { useWhen } from "../../room/useWhen";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { useTask } from "../../ui/useTask";
import { useNames } from "../sources/useNames";
import styles from "./WarningsPanel.module.css";

/** What is suppressed now: of what, why, by whom, until when; and the way to let it through again. */
export function Suppressions() {
  const { t } = useWords();
  const when = useWhen();
  const room = useRoom();
  const names = useNames();
  const revision = useStore(room.warnings, (found) => found?.revision ?? null);
  const may = useStore(permitted);
  const found = useFetched(revision === null ? null : String(revision), (signal) =>
    roomApi.suppressions(signal),
  );
  const task = useTask();
  const all = found.value ?? [];
  if (all.length === 0) return null;
  return (
    <div className={styles.part} data-testid="suppressions">
      <h3 className="overline">{t.suppress.now}</h3>
      {all.map((one) => (
        <div key={one.id} className={styles.silence}>
          <p>
            {t.suppress.line(
              one.areaIds.length > 0 ? names(one.areaIds) : t.suppress.everywhere,
              one.kinds.map((kind) => t.kinds[kind] ?? kind).join(", "),
              when(Date.parse(one.until)),
            )}{" "}
            “{one.reason}” {one.byName ? `(${one.byName})` : ""}
          </p>
          {may.has("respond") ? (
            <Button
              look="small"
              disabled={task.busy}
              onClick={() => void task.run(() => roomApi.lift(one.id)).then(() => room.ask())}
            >
              {t.suppress.lift}
            </Button>
          ) : null}
        </div>
      ))}
      <Fault reason={task.fault} />
    </div>
  );
}
