// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import type { StoppedActivityJson } from "../../api/types";
import { isOld } from "../../forecast/fan";
import { useWords } from "../../i18n/i18n";
import { ask, ended } from "../../identity/identity";
import { useWords as useIdentityWords } from "../../identity/words";
import type { Recovery } from "../../live/connection";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import styles from "./Banners.module.css";
import { MissedNews } from "./MissedNews";
import { SourceNews } from "./SourceNews";

function NotLive() {
  const { t, f } = useWords();
  // The city's own time when it was last heard of: in a replay that is not the time on the wall.
  const since = useStore(useSession().clock, (clock) => clock?.now ?? Date.now());
  return (
    <div className={`${styles.banner} ${styles.alarm}`} data-testid="not-live">
      <p>{t.live.notLiveLong(f.timeWithSeconds(since))}</p>
    </div>
  );
}

function Recovered({ recovery }: { recovery: Recovery }) {
  const { t, f } = useWords();
  const [dismissed, dismiss] = useState<Recovery | null>(null);
  if (dismissed === recovery) return null;
  const after = f.durationLong(recovery.to - recovery.from);
  return (
    <div className={`${styles.banner} ${styles.note}`} data-testid="recovered">
      <p>{recovery.anew ? t.live.startedAnew(after) : t.live.recovered(recovery.missed, after)}</p>
      <Button onClick={() => dismiss(recovery)}>{t.live.dismiss}</Button>
    </div>
  );
}

function LookingBack({ at, failed }: { at: number; failed: boolean }) {
  const { t, f } = useWords();
  const session = useSession();
  return (
    <div className={`${styles.banner} ${styles.past}`} data-testid="looking-back">
      <p>{failed ? t.live.lookBackFailed : t.live.lookingBackAt(f.dayTime(at))}</p>
      <Button look="primary" onClick={() => session.lookAt(null)}>
        {t.live.backToNow}
      </Button>
    </div>
  );
}

/** That what is seen is foreseen and not observed: for when, issued when, by what, and the way back. */
function LookingAhead({ at, failed }: { at: number; failed: boolean }) {
  const { t, f } = useWords();
  const session = useSession();
  const forecasts = useStore(session.forecasts);
  const issue = useStore(session.shown, (picture) => picture?.foreseen?.issue ?? null);
  const issuedAt = issue ? Date.parse(issue.issuedAt) : Number.NaN;
  const old = issue !== null && isOld(issuedAt, session.cityNow, forecasts?.issueEveryMin ?? Infinity);
  return (
    <div className={`${styles.banner} ${styles.ahead}`} data-testid="looking-ahead">
      <p>
        {failed ? t.ahead.failed : t.ahead.banner(f.dayTime(at))}
        {issue ? (
          <span className={styles.quiet}>
            {" "}
            {t.ahead.issued(f.dateTime(issuedAt), issue.method)}
            {old ? ` ${t.ahead.old}` : ""}
          </span>
        ) : null}
      </p>
      <Button look="primary" onClick={() => session.lookAt(null)}>
        {t.live.backToNow}
      </Button>
    </div>
  );
}

function Stopped({ activity }: { activity: StoppedActivityJson }) {
  const { t, language } = useWords();
  const dutch = language === "nl";
  return (
    <div className={`${styles.banner} ${styles.stopped}`} data-testid="stopped-activity">
      <p>
        {t.governed.banner(
          dutch ? activity.nameNl : activity.name,
          dutch ? activity.reasonNl : activity.reason,
        )}
      </p>
      <a href="/measures-here">{t.governed.more}</a>
    </div>
  );
}

function SessionEnded() {
  const { t } = useWords();
  const identity = useIdentityWords();
  return (
    <div className={`${styles.banner} ${styles.stopped}`} data-testid="session-ended">
      <p>{identity.t.ended.banner}</p>
      <Button look="primary" onClick={() => void ask("sign-in")}>
        {t.governed.signInAgain}
      </Button>
    </div>
  );
}

/** What the reader must know before believing the screen. Connection news is also spoken, once. */
export function Banners() {
  const session = useSession();
  const status = useStore(session.status);
  const other = useStore(session.elsewhen);
  const stopped = useStore(session.newest, (picture) => picture?.stopped) ?? [];
  const gone = useStore(ended) !== null;
  const refused = useStore(session.refused);
  return (
    <div>
      <div role="alert">{status.kind === "not-live" && !refused ? <NotLive /> : null}</div>
      <div role="status">
        {status.kind === "live" && status.recovery ? <Recovered recovery={status.recovery} /> : null}
      </div>
      <div role="status">
        <MissedNews />
      </div>
      <div role="status">
        {gone ? <SessionEnded /> : null}
        {stopped.map((activity) => (
          <Stopped key={activity.id} activity={activity} />
        ))}
      </div>
      <div role="status">
        <SourceNews />
      </div>
      {other && !other.isAhead ? <LookingBack at={other.at} failed={other.failed} /> : null}
      {other?.isAhead ? <LookingAhead at={other.at} failed={other.failed} /> : null}
    </div>
  );
}
