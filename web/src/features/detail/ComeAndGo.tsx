// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useWords } from "../../i18n/i18n";
import { NOTABLE_RATE, type Stream, streamsOf, together } from "../../picture/flows";
import { HALF_BAND } from "../../picture/picture";
import { useSession } from "../../state/context";
import type { AreaInfo } from "../../state/statics";
import { Section } from "../../ui/Section";
import { useFlows, usePlaceName } from "../flows/useFlows";
import styles from "./ComeAndGo.module.css";

/** Where people come from who enter the chosen area, and where those go who leave it, per minute. */
export function ComeAndGo({ info }: { info: AreaInfo }) {
  const { t, f } = useWords();
  const session = useSession();
  const { flows, why } = useFlows();
  if (why || !flows || flows.count === 0) return null;
  const { coming, going } = streamsOf(flows, info.id);
  if (coming.length + going.length === 0) return null;
  const sum = together(coming);
  const gone = together(going);
  const most = Math.max(1, ...[...coming, ...going].map(({ rate }) => rate));
  return (
    <Section title={`${t.flows.comeAndGo} · ${t.flows.perMinute}`}>
      <div className={styles.columns} data-testid="come-and-go">
        <Side
          heading={t.flows.in(f.number(sum.rate))}
          error={sum.error}
          streams={coming}
          most={most}
          other={({ origin }) => origin}
          onChoose={(id) => session.select(id)}
        />
        <Side
          heading={t.flows.out(f.number(gone.rate))}
          error={gone.error}
          streams={going}
          most={most}
          other={({ destination }) => destination}
          onChoose={(id) => session.select(id)}
        />
      </div>
    </Section>
  );
}

interface SideProps {
  readonly heading: string;
  readonly error: number;
  readonly streams: readonly Stream[];
  readonly most: number;
  other(stream: Stream): string;
  onChoose(id: string): void;
}

function Side({ heading, error, streams, most, other, onChoose }: SideProps) {
  const { t, f } = useWords();
  const session = useSession();
  const nameOf = usePlaceName();
  const half = (sd: number): string => t.flows.plusMinus(f.half(HALF_BAND * sd));
  return (
    <div>
      <h4 className={styles.heading}>
        {heading} <span className={styles.error}>{half(error)}</span>
      </h4>
      <ul>
        {streams
          .filter(({ rate }) => rate >= NOTABLE_RATE)
          .slice(0, 5)
          .map((stream) => {
            const id = other(stream);
            return (
              <li key={id} className={styles.stream}>
                <span className={styles.top}>
                  {session.statics.area.has(id) ? (
                    <button type="button" className={styles.place} onClick={() => onChoose(id)}>
                      {nameOf(id)}
                    </button>
                  ) : (
                    <span className={styles.place}>{nameOf(id)}</span>
                  )}
                  <span className={styles.rate}>
                    {f.number(stream.rate)} <span className={styles.error}>{half(stream.error)}</span>
                  </span>
                </span>
                <span
                  className={styles.bar}
                  style={{ width: `${Math.max(3, (stream.rate / most) * 100)}%` }}
                  aria-hidden="true"
                />
              </li>
            );
          })}
      </ul>
    </div>
  );
}
