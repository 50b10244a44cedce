// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { useCallback } from "react";
import { useWords } from "../../i18n/i18n";
import { type Flows, OUTSIDE } from "../../picture/flows";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";

/** The flows that go with the picture on the screen; when there are none, why. */
export function useFlows(): { flows: Flows | null; why: string | null } {
  const { t } = useWords();
  const session = useSession();
  const flows = useStore(session.flows);
  const failed = useStore(session.flowsFailed);
  const isPast = useStore(session.elsewhen, (past) => past !== null);
  if (isPast) return { flows: null, why: t.flows.past };
  return { flows, why: failed ? t.flows.failed : null };
}

/** What a place is called: the area's name, or that it is outside. */
export function usePlaceName(): (id: string) => string {
  const { t } = useWords();
  const { area } = useSession().statics;
  return useCallback((id) => (id === OUTSIDE ? t.flows.outside : (area.get(id)?.name ?? id)), [area, t]);
}
