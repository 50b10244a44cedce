// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { goQuery, Link, useAddress } from "../../router/router";
import { useFetched } from "../../state/useFetched";
import { Choice } from "../../ui/Choice";
import { governanceApi } from "../api";
import { Loaded, Screen, StandingTag, Table } from "../parts";
import styles from "../parts.module.css";
import type { Activity } from "../types";
import { useWords } from "../words";
import { ActivityDetail } from "./ActivityDetail";

/** All processing activities, or one of them. */
export default function Activities({ rest: [id] }: { rest: string[] }) {
  return id ? <ActivityDetail key={id} id={id} /> : <List />;
}

function List() {
  const { t } = useWords();
  const { query } = useAddress();
  const onlyStopped = query.get("show") === "stopped";
  const fetched = useFetched("activities", (signal) => governanceApi.activities(signal));
  return (
    <Screen
      title={t.screens.activities}
      intro={t.activities.intro}
      action={
        <Choice
          label={t.activities.show}
          value={onlyStopped ? "stopped" : "all"}
          options={[
            { value: "all", label: t.activities.all },
            { value: "stopped", label: t.activities.onlyStopped },
          ]}
          onChange={(show) => goQuery({ show: show === "all" ? null : show })}
        />
      }
    >
      <Loaded fetched={fetched}>
        {({ activities }) => (
          <Rows activities={activities.filter(({ standing }) => !(onlyStopped && standing.isActive))} />
        )}
      </Loaded>
    </Screen>
  );
}

function Rows({ activities }: { activities: readonly Activity[] }) {
  const { t, own, word, day, moment } = useWords();
  if (activities.length === 0) return <p role="status">{t.activities.none}</p>;
  const labels = [
    t.activities.name,
    t.activities.standing,
    t.activities.purpose,
    t.activities.personal,
    t.activities.review,
  ];
  return (
    <Table label={t.screens.activities} columns={labels.map((label) => ({ label }))}>
      {activities.map((activity) => (
        <tr key={activity.id} data-activity={activity.id}>
          <th scope="row">
            <Link href={`/governance/activities/${encodeURIComponent(activity.id)}`}>
              {own(activity.name, activity.nameNl)}
            </Link>
            <p className={styles.subtle}>{word("kind", activity.kind)}</p>
          </th>
          <td>
            <StandingTag standing={activity.standing} />
            {activity.standing.isActive ? null : (
              <p className={styles.subtle}>
                {activity.standing.since ? t.activities.since(moment(activity.standing.since)) : ""}
              </p>
            )}
          </td>
          <td>{word("purpose", activity.purpose)}</td>
          <td>{activity.personalData.map((kind) => word("personalData", kind)).join(", ")}</td>
          <td className={styles.nowrap}>{day(activity.reviewBy)}</td>
        </tr>
      ))}
    </Table>
  );
}
