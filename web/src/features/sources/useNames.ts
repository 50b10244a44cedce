// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import { useWords } from "../../i18n/i18n";
import { useSession } from "../../state/context";

/** How many names are said before the rest is a number. */
const SAID = 4;

/** Says a list as people do: "A, B and C", "A, B, C, D and 3 more". */
export function useList(): (names: readonly string[]) => string {
  const { t, f } = useWords();
  return useCallback(
    (names) => {
      const said =
        names.length > SAID + 1
          ? [...names.slice(0, SAID), t.sources.more(f.number(names.length - SAID))]
          : names;
      const [last, ...others] = [...said].reverse();
      return others.length === 0 ? (last ?? "") : `${others.reverse().join(", ")} ${t.sources.and} ${last}`;
    },
    [t, f],
  );
}

/** The names of areas, said as a list. */
export function useNames(): (ids: readonly string[]) => string {
  const { area } = useSession().statics;
  const say = useList();
  return useCallback((ids) => say(ids.map((id) => area.get(id)?.name ?? id)), [area, say]);
}
