// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { PresentJson } from "../../api/room";
import { beside, everybody, type Looking } from "../../room/presence";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useStore } from "../../state/store";
import styles from "./Others.module.css";

const initials = (name: string): string =>
  name
    .split(/[\s-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");

function Faces({ people }: { people: readonly PresentJson[] }) {
  return (
    <span className={styles.faces} aria-hidden="true">
      {people.slice(0, 5).map((one) => (
        <span key={`${one.party}${one.name}`} className={styles.face} data-acting={one.isActing}>
          {initials(one.name)}
        </span>
      ))}
    </span>
  );
}

/** Who else is in the room now; nothing when nobody is. */
export function Others() {
  const { t } = useWords();
  const people = everybody(useStore(useRoom().present));
  if (people.length === 0) return null;
  return (
    <p className={styles.line} data-testid="others">
      <Faces people={people} />
      {t.others(people.map(({ name }) => name).join(", "))}
    </p>
  );
}

/** Who else looks at this, or is deciding on it, so that two do not do the same. */
export function Beside(what: Partial<Pick<Looking, "warningId" | "responseId">>) {
  const { t } = useWords();
  const people = beside(useStore(useRoom().present), what);
  const acting = people.filter(({ isActing }) => isActing);
  if (people.length === 0) return <span role="status" />;
  const names = (acting.length > 0 ? acting : people).map(({ name }) => name).join(", ");
  return (
    <span role="status" className={styles.line} data-testid="beside">
      <Faces people={people} />
      {acting.length > 0 ? t.actsHere(names) : t.looksHere(names)}
    </span>
  );
}
