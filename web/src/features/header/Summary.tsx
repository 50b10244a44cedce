// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { ReactNode } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";
import { isGone, tallyOf } from "../../state/sourceNews";
import { useStore } from "../../state/store";
import { useClock } from "../../state/useClock";
import { Estimate } from "../../ui/Estimate";
import { Measured } from "../../ui/Measured";
import styles from "./Summary.module.css";
import { Warned } from "./Warned";

function Figure({
  label,
  tone,
  quiet = false,
  children,
}: {
  label: string;
  /** Left out while an event goes on. */
  quiet?: boolean;
  tone?: "high" | "doubt" | "gone" | undefined;
  children: ReactNode;
}) {
  return (
    <div className={styles.figure} data-tone={tone} data-quiet={quiet ? "" : undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** How many sources are fresh, or sensors of the only source, and the way to the list of them. */
function Sources() {
  const { t, f } = useWords();
  const session = useSession();
  const sources = useStore(session.sources);
  if (sources === null) return null;
  const { of, fresh, all } = tallyOf(sources);
  const tone = sources.some(isGone) ? "gone" : fresh < all ? "doubt" : undefined;
  return (
    <Figure
      label={of === "sources" ? t.sources.summary : t.summary.sensors}
      tone={tone}
      quiet={tone !== "gone"}
    >
      <button
        type="button"
        className={styles.link}
        title={t.sources.open}
        data-testid="sources-figure"
        onClick={() => session.view.set("sources")}
      >
        <span aria-hidden="true">
          {f.number(fresh)} <span className={styles.of}>/ {f.number(all)}</span>
        </span>
        <span className="visually-hidden">
          {t.sources[of](f.number(fresh), f.number(all))}. {t.sources.open}
        </span>
      </button>
    </Figure>
  );
}

/** The city in four figures: persons, areas above the limit, sources that are fresh, age of the newest count. */
export function Summary() {
  const { t, f } = useWords();
  const session = useSession();
  const picture = useStore(session.shown);
  const other = useStore(session.elsewhen);
  const clock = useClock(session);
  // Where limits are declared, they say what too many is.
  const isWarned = useStore(session.room.standing) === "ready" && !other;
  if (!picture) return null;
  const { summary } = picture;
  const seen = other ? other.at : clock;
  const issued = other?.isAhead ? picture.issuedAt : Number.NaN;
  const partly = summary.areasKnown < summary.areas;
  return (
    <dl className={styles.list} aria-label={t.summary.label}>
      <Figure
        label={
          partly
            ? t.summary.areasKnown(f.number(summary.areasKnown), f.number(summary.areas))
            : other?.isAhead
              ? t.ahead.persons
              : t.summary.persons
        }
      >
        <Estimate shown={f.band(summary.persons, summary.lower, summary.upper)} />
        {partly ? <span className={styles.of}> {t.areas.persons.toLowerCase()}</span> : null}
      </Figure>
      {isWarned ? null : (
        <Figure label={t.summary.above} tone={summary.areasAboveLimit > 0 ? "high" : undefined}>
          {summary.areasKnown === 0 ? (
            <Measured shown={null} />
          ) : (
            <>
              {f.number(summary.areasAboveLimit)}{" "}
              <span className={styles.of}>/ {f.number(summary.areasKnown)}</span>
            </>
          )}
        </Figure>
      )}
      {other ? null : <Warned />}
      <Sources />
      <Figure quiet label={other?.isAhead ? t.ahead.age : t.summary.age}>
        {other?.isAhead ? (
          Number.isNaN(issued) ? (
            t.unknown
          ) : (
            f.duration(Math.max(0, clock - issued))
          )
        ) : Number.isNaN(summary.newest) ? (
          <span className={styles.of}>{t.summary.noAge}</span>
        ) : (
          f.duration(Math.max(0, seen - summary.newest))
        )}
      </Figure>
    </dl>
  );
}
