// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { flushSync } from "react-dom";
import { isOpenResponse, responsesTo, standing } from "../../room/changes";
import { useRoom } from "../../room/useRoom";
import { useWords } from "../../room/words";
import { useSession } from "../../state/context";
import { useStore } from "../../state/store";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { ResponseLine } from "../warnings/ResponseLine";
import lines from "../warnings/WarningsPanel.module.css";

/** That a warning stands for this area, with what is proposed and done about it. */
export function AreaWarnings({ areaId }: { areaId: string }) {
  const { t, language } = useWords();
  const session = useSession();
  const room = useRoom();
  const responses = useStore(room.responses)?.responses ?? [];
  const stands = standing(useStore(room.warnings)?.warnings ?? []).filter(({ members }) =>
    members.some((one) => one.areaId === areaId && one.endedAt === null),
  );
  const show = (id: string): void => {
    flushSync(() => session.view.set("warnings"));
    document.querySelector<HTMLElement>(`[data-warning="${id}"] [data-card]`)?.focus();
  };
  return stands.map((one) => (
    <div key={one.id} className={lines.lines} data-testid="area-warning">
      <Notice tone="warn" title={t.here}>
        <p>{language === "nl" ? one.headlineNl : one.headline}</p>
        <p>
          <Button look="small" onClick={() => show(one.id)}>
            {t.show}
          </Button>
        </p>
      </Notice>
      <ul className={lines.lines}>
        {responsesTo(one.id, responses.filter(isOpenResponse)).map((response) => (
          <ResponseLine key={response.id} response={response} brief />
        ))}
      </ul>
    </div>
  ));
}
