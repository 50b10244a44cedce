// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./LiveState.module.css";

/** One word on how far what is seen can be trusted to be now: live, replay, looking back or NOT LIVE. */
export function LiveState() {
  const { t, f } = useWords();
  const session = useSession();
  const status = useStore(session.status);
  const other = useStore(session.elsewhen);
  const refused = useStore(session.refused);
  const clock = useStore(session.clock);
  const [look, word] = ((): [string | undefined, string] => {
    if (refused) return [styles.notLive, t.governed.stopped];
    if (status.kind === "not-live") return [styles.notLive, t.live.notLive];
    if (other) return other.isAhead ? [styles.ahead, t.ahead.word] : [styles.past, t.live.lookingBack];
    if (status.kind === "connecting") return [undefined, t.live.connecting];
    if (!session.isReplay) return [styles.live, t.live.live];
    if (clock?.paused) return [styles.replay, t.live.replayPaused];
    return [styles.replay, t.live.replayAt(f.number(clock?.speed ?? 1))];
  })();
  return (
    <span
      className={`${styles.state} ${look ?? ""}`}
      data-testid="live-state"
      data-state={refused ? "refused" : other ? (other.isAhead ? "ahead" : "past") : status.kind}
    >
      <span className={styles.dot} aria-hidden="true" />
      {word}
    </span>
  );
}
