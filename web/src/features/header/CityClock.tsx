// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import styles from "./CityClock.module.css";

/** The time of what is on the screen, in the city's zone. A replay that runs fast shows no seconds. */
export function CityClock() {
  const { f } = useWords();
  const session = useSession();
  const other = useStore(session.elsewhen);
  const speed = useStore(session.clock, (clock) => clock?.speed ?? 1);
  const clock = useClock(session, speed > 1 ? 250 : 1000);
  const at = other ? other.at : clock;
  const time = other || speed >= 60 ? f.time(at) : f.timeWithSeconds(at);
  return (
    <div className={`${styles.clock} ${other ? (other.isAhead ? styles.ahead : styles.past) : ""}`}>
      <p className={styles.time} data-testid="clock">
        {Number.isNaN(at) ? "" : <time dateTime={new Date(at).toISOString()}>{time}</time>}
      </p>
      <p className={styles.date}>{f.date(at)}</p>
    </div>
  );
}
