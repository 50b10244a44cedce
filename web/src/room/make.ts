// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { roomApi } from "../api/room";
import { firstLanguage } from "../app/language";
import { makeFormat } from "../format/format";
import { en } from "../i18n/room.en";
import { nl } from "../i18n/room.nl";
import { who } from "../identity/identity";
import type { Session } from "../state/session";
import { keptInTab } from "./notes";
import { Room } from "./room";
import { sounds } from "./sound";

/** A note that reaches the log book so much later than it was written says when that was. */
const LATE_MS = 90_000;
const RANDOM_BYTES = 12;

/** A key that nobody else makes: of letters and digits, also where the browser calls the page insecure. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

/** The room of a session, with the browser's ports. */
export function roomOf(session: Session): Room {
  const room: Room = new Room({
    api: roomApi,
    status: session.status,
    now: () => session.cityNow,
    isSignedIn: () => who.get()?.stage === "complete",
    alarm: (warnings) => {
      const worst = ["Extreme", "Severe", "Moderate", "Minor"].find((word) =>
        warnings.some(({ severity }) => severity === word),
      );
      sounds((worst ?? "Unknown") as Parameters<typeof sounds>[0]);
    },
    keep: keptInTab(who.get()?.account?.id ?? ""),
    newKey,
    late: (text, at) => {
      if (session.cityNow - at < LATE_MS) return text;
      const language = document.documentElement.lang === "nl" ? "nl" : firstLanguage();
      const words = language === "nl" ? nl : en;
      return `${text}\n${words.log.late(makeFormat(language, session.statics.city.timeZone).time(at))}`;
    },
    wait: (ms) => new Promise((resolve) => window.setTimeout(resolve, ms)),
  });
  // Whoever may see warnings begins with them; the reader's own choice after that stays.
  const stop = room.standing.subscribe(() => {
    if (room.standing.get() !== "ready") return;
    stop();
    if (session.view.get() === "areas") session.view.set("warnings");
  });
  return room;
}
