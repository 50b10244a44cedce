// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useState } from "react";
import { useFetched } from "../../state/useFetched";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { ToneTag } from "../../ui/ToneTag";
import { useTask } from "../../ui/useTask";
import { governanceApi } from "../api";
import { Loaded, Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { Proof, RetentionBody } from "../types";
import { useWords } from "../words";

/** What is kept how long and why, what was deleted, and the proof of it. */
export default function Retention() {
  const { t, moment } = useWords();
  const fetched = useFetched("retention", (signal) => governanceApi.retention(signal));
  const next = fetched.value?.nextRun;
  return (
    <Screen
      title={t.screens.retention}
      intro={t.retention.intro}
      action={next ? <span className={styles.subtle}>{t.retention.next(moment(next))}</span> : null}
    >
      <Loaded fetched={fetched}>
        {(body) => (
          <>
            <Periods body={body} />
            <Undeclared layers={body.undeclared} />
            <ProofList body={body} />
          </>
        )}
      </Loaded>
    </Screen>
  );
}

function Periods({ body }: { body: RetentionBody }) {
  const { t, f, own, word, moment, day } = useWords();
  const labels = [t.retention.layer, t.retention.rule, t.retention.oldest, t.retention.lastRun];
  return body.activities.map((activity) => (
    <section key={activity.activity} className={styles.panel} aria-labelledby={`kept-${activity.activity}`}>
      <h2 id={`kept-${activity.activity}`}>{own(activity.name, activity.nameNl)}</h2>
      {activity.state === "gone" ? <ToneTag tone="warn" label={t.retention.gone} /> : null}
      <Table label={own(activity.name, activity.nameNl)} columns={labels.map((label) => ({ label }))}>
        {activity.layers.map((layer) => (
          <tr key={layer.layer}>
            <th scope="row">{word("layer", layer.layer)}</th>
            <td>
              {own(layer.sentence, layer.sentenceNl)}
              <p className={styles.subtle}>{layer.reason}</p>
            </td>
            <td className={styles.nowrap}>{layer.oldest ? day(layer.oldest) : "–"}</td>
            <td>
              {layer.lastRun ? moment(layer.lastRun) : t.retention.never}
              {layer.lastOutcome ? (
                <p className={styles.subtle}>
                  {layer.deletedRows > 0
                    ? t.retention.deleted(f.number(layer.deletedRows))
                    : (t.retention.outcomes[layer.lastOutcome] ?? layer.lastOutcome)}
                </p>
              ) : null}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  ));
}

function Undeclared({ layers }: { layers: readonly string[] }) {
  const { t, word } = useWords();
  if (layers.length === 0) return null;
  return (
    <section className={styles.panel} aria-labelledby="undeclared">
      <h2 id="undeclared">{t.retention.undeclared}</h2>
      <ul className={styles.tags}>
        {layers.map((layer) => (
          <li key={layer} className={styles.chip}>
            {word("layer", layer)}
          </li>
        ))}
      </ul>
    </section>
  );
}

const PAGE = "25";

function ProofList({ body }: { body: RetentionBody }) {
  const { t, f } = useWords();
  const [further, setFurther] = useState<{ items: Proof[]; next: string | null } | null>(null);
  const task = useTask();
  const firstPage = useFetched("proofs", (signal) => governanceApi.proofs({ limit: PAGE }, signal));
  const items = [...(firstPage.value?.items ?? []), ...(further?.items ?? [])];
  const next = further ? further.next : (firstPage.value?.next ?? null);
  const more = (): void => {
    void task.run(async () => {
      const page = await governanceApi.proofs({ limit: PAGE, cursor: next });
      setFurther({ items: [...(further?.items ?? []), ...page.items], next: page.next });
    });
  };
  const { count, rows, publicKey } = body.tombstones;
  return (
    <section className={styles.panel} aria-labelledby="proofs">
      <h2 id="proofs">{t.retention.proofs}</h2>
      <p>{count > 0 ? t.retention.proofsIntro(f.number(count), f.number(rows)) : t.retention.noProofs}</p>
      {firstPage.state === "failed" ? <Fault reason={firstPage.reason} /> : null}
      {items.length > 0 ? <ProofTable items={items} /> : null}
      <Fault reason={task.fault} />
      {next ? (
        <div className={styles.row}>
          <Button disabled={task.busy} onClick={more}>
            {t.retention.more}
          </Button>
        </div>
      ) : null}
      {publicKey ? (
        <p className={styles.subtle}>
          {t.log.key}: <span className={styles.mono}>{publicKey}</span>
        </p>
      ) : null}
    </section>
  );
}

function ProofTable({ items }: { items: readonly Proof[] }) {
  const { t, f, word, moment } = useWords();
  return (
    <Table
      label={t.retention.proofs}
      columns={[
        { label: t.log.at },
        { label: t.retention.activity },
        { label: t.retention.what },
        { label: t.retention.rows, number: true },
        { label: t.retention.store },
        { label: t.log.hash },
      ]}
    >
      {items.map((proof) => (
        <tr key={proof.sequence}>
          <td className={styles.nowrap}>{moment(proof.at)}</td>
          <th scope="row">{proof.activity}</th>
          <td>
            {word("layer", proof.layer)}
            {proof.until ? ` ${t.retention.until(moment(proof.until))}` : ""}
            <p className={styles.subtle}>{proof.reason}</p>
          </td>
          <td className={styles.number}>{f.number(proof.rows)}</td>
          <td>{proof.store}</td>
          <td className={styles.mono}>{proof.hash.slice(0, 16)}…</td>
        </tr>
      ))}
    </Table>
  );
}
