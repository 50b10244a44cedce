// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { passedAreas, warnedAreas } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Summary.module.css";

/** In how many areas a limit is passed now, and of how many is warned; the way to the warnings. */
export function Warned() {
  const { t, f } = useWords();
  const session = useSession();
  const room = useRoom();
  const found = useStore(room.warnings)?.warnings ?? null;
  const ready = useStore(room.standing) === "ready";
  if (!ready || found === null) return null;
  const passed = passedAreas(found).size;
  const warned = warnedAreas(found).size;
  return (
    <div className={styles.figure} data-tone={passed > 0 ? "gone" : warned > 0 ? "high" : undefined}>
      <dt>{t.summary.label}</dt>
      <dd>
        <button
          type="button"
          className={styles.link}
          title={t.summary.open}
          data-testid="warned-figure"
          onClick={() => session.view.set("warnings")}
        >
          <span aria-hidden="true">
            {f.number(passed)}
            {warned > 0 ? <span className={styles.of}> / {t.summary.of(f.number(warned))}</span> : null}
          </span>
          <span className="visually-hidden">
            {t.summary.words(f.number(passed), f.number(warned), passed, warned)}. {t.summary.open}
          </span>
        </button>
      </dd>
    </div>
  );
}
