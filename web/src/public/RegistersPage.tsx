// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { request } from "../api/http";
import { Link } from "../router/router";
import { useFetched } from "../state/useFetched";
import { Fault } from "../ui/Fault";
import styles from "./Registers.module.css";
import { Shell } from "./Shell";
import type { RegisterLink } from "./types";
import { useWords } from "./words";

export const REGISTERS = "/api/v1/registers";

/** The registers may come bare or under a name of their own. */
export async function fetchRegisters(signal: AbortSignal): Promise<RegisterLink[]> {
  const body = await request<RegisterLink[] | { registers: RegisterLink[] }>(REGISTERS, { signal });
  return Array.isArray(body) ? body : body.registers;
}

export function Formats({ register }: { register: RegisterLink }) {
  const { t } = useWords();
  return (
    <p className={styles.formats}>
      {t.registers.formats}:
      {register.formats.map(({ format, link }) => (
        <a key={format} href={link}>
          {format}
        </a>
      ))}
    </p>
  );
}

/** What registers there are, each as a page and as files. */
export function RegistersPage({ city }: { city: string }) {
  const { t, say } = useWords();
  const found = useFetched("registers", fetchRegisters);
  return (
    <Shell city={city} title={t.registers.title} json={REGISTERS}>
      <h1 className={styles.title}>{t.registers.title}</h1>
      <p className={styles.intro}>{t.registers.intro}</p>
      {found.state === "failed" ? <Fault reason={found.reason} /> : null}
      {found.state === "loading" ? <p role="status">{t.loading}</p> : null}
      <div className={styles.cards}>
        {(found.value ?? []).map((register) => (
          <section key={register.id} className={styles.card} aria-labelledby={`register-${register.id}`}>
            <h2 id={`register-${register.id}`}>
              <Link href={`/registers/${register.id}`}>{say(register.title)}</Link>
            </h2>
            <p className={styles.intro}>{register.standard}</p>
            <Formats register={register} />
          </section>
        ))}
      </div>
    </Shell>
  );
}
