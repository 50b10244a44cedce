// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { Link } from "../../router/router";
import { useFetched } from "../../state/useFetched";
import { ToneTag } from "../../ui/ToneTag";
import { governanceApi } from "../api";
import { Loaded, Screen, Table } from "../parts";
import styles from "../parts.module.css";
import type { DraftLink } from "../types";
import { useWords } from "../words";
import { DraftPage } from "./DraftPage";

/** All drafts of assessments, or one of them. */
export default function Drafts({ rest: [activity, kind] }: { rest: string[] }) {
  return activity && kind ? <DraftPage activity={activity} kind={kind} /> : <List />;
}

export function Counts({ counts }: { counts: { answered: number; partly: number; open: number } }) {
  const { t, f } = useWords();
  return (
    <span className={styles.tags}>
      {counts.open > 0 ? <ToneTag tone="warn" label={t.drafts.open(f.number(counts.open))} /> : null}
      {counts.partly > 0 ? <ToneTag tone="info" label={t.drafts.partly(f.number(counts.partly))} /> : null}
      <ToneTag tone="good" label={t.drafts.answered(f.number(counts.answered))} />
    </span>
  );
}

function List() {
  const { t, say } = useWords();
  const fetched = useFetched("drafts", (signal) => governanceApi.drafts(signal));
  const labels = [t.drafts.activity, t.drafts.kind, t.drafts.state];
  const address = ({ activity, kind }: DraftLink): string =>
    `/governance/drafts/${encodeURIComponent(activity)}/${kind}`;
  return (
    <Screen title={t.screens.drafts} intro={t.drafts.intro}>
      <Loaded fetched={fetched}>
        {(drafts) =>
          drafts.length === 0 ? (
            <p>{t.drafts.none}</p>
          ) : (
            <Table label={t.screens.drafts} columns={labels.map((label) => ({ label }))}>
              {drafts.map((draft) => (
                <tr key={`${draft.activity}/${draft.kind}`}>
                  <th scope="row">{say(draft.name)}</th>
                  <td>
                    <Link href={address(draft)}>{say(draft.title)}</Link>
                  </td>
                  <td>
                    <Counts counts={draft} />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Screen>
  );
}
