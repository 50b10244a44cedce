// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import type { AreaDetailJson } from "../../api/types";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { type Fetched, useFetched } from "../../state/useFetched";
import { useThrottled } from "../../state/useThrottled";

/** Everything that may be asked about one area, at the moment that is on the screen. */
export function useAreaDetail(id: string | null): Fetched<AreaDetailJson> {
  const session = useSession();
  const at = useStore(session.elsewhen, (other) => other?.at ?? null);
  const isAhead = useStore(session.elsewhen, (other) => other?.isAhead ?? false);
  const sequence = useStore(session.newest, (picture) => `${picture?.epoch}/${picture?.sequence}`);
  const key = useThrottled(at === null ? sequence : `at/${at}`, 500);
  const refused = useStore(session.refused);
  return useFetched(
    // Of what has not happened yet there are no observations.
    id === null || isAhead ? null : `${id}/${key}`,
    (signal) => session.api.area(id ?? "", session.elsewhen.get()?.at ?? null, signal),
    `${id}/${refused}/${isAhead}`,
  );
}
