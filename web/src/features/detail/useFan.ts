// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useMemo } from "react";
import { decodeFan, type Fan } from "../../forecast/fan";
import { issuesOfAreas } from "../../forecast/issues";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { useFetched } from "../../state/useFetched";

const WEEK_H = 168;

/** What is foreseen of an area; null where this server foresees nothing, or before it is known. */
export function useFan(areaId: string): Fan | null {
  const session = useSession();
  const issues = useStore(session.forecasts, issuesOfAreas);
  const generation = useStore(session.generation);
  const refused = useStore(session.refused);
  const fetched = useFetched(
    issues === null ? null : `${areaId}/${generation}/${issues}`,
    (signal) => session.api.areaForecast(areaId, WEEK_H, signal),
    `${areaId}/${generation}/${refused}`,
  );
  return useMemo(() => (fetched.value ? decodeFan(fetched.value) : null), [fetched.value]);
}
