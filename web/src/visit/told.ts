// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Clock, clockOf } from "./clock";
import { h, shape } from "./dom";
import type { Edition, Language, Said } from "./edition";
import { en, nl, type VisitWords } from "./words";

/** An edition with the language and the clock in which it is told. */
export interface Told {
  readonly edition: Edition;
  readonly language: Language;
  readonly t: VisitWords;
  readonly clock: Clock;
  say(words: Said | null | undefined): string;
  word(level: number | null | undefined): string;
  /** "15:00", or "morgen om 08:00": a time that is foreseen, as seen from now. */
  when(index: number): string;
  badge(level: number | null | undefined): HTMLElement;
}

export function toldIn(edition: Edition, language: Language): Told {
  const t = language === "nl" ? nl : en;
  const clock = clockOf(language, edition.city.timeZone);
  const say = (words: Said | null | undefined): string => words?.[language] ?? "";
  const names = new Map(edition.levels.map(({ level, name }) => [level, say(name)]));
  const word = (level: number | null | undefined): string => (level ? (names.get(level) ?? "") : t.unknown);
  const when = (index: number): string => {
    const at = edition.times[index] ?? "";
    const time = clock.time(at);
    return clock.day(at) === clock.day(edition.times[0] ?? at) ? t.at(time) : t.tomorrowAt(time);
  };
  const badge = (level: number | null | undefined): HTMLElement =>
    h(
      "span",
      { class: "badge", "data-level": level ?? 0 },
      shape(level ?? 0, 14),
      level ? `${level} ${word(level)}` : t.unknown,
    );
  return { edition, language, t, clock, say, word, when, badge };
}

/** What has to be said over everything: that the city is invented, and that the day is not today. */
export function ribbon({ edition, t, clock }: Told): HTMLElement | null {
  const { isSimulated, isReplay } = edition.city;
  if (!isSimulated && !isReplay) return null;
  const when = edition.asOf ?? edition.publishedAt;
  return h(
    "p",
    { class: "ribbon", "data-testid": "ribbon" },
    isSimulated ? h("strong", {}, t.simulated) : null,
    isSimulated ? ` ${t.simulatedRest} ` : null,
    isReplay ? h("strong", {}, t.replay) : null,
    isReplay ? ` ${clock.full(when)}.` : null,
  );
}

/** The answer: the level of the city at a time, how sure that is, and what to do. */
export function answer(told: Told, at: number): HTMLElement {
  const { edition, t, clock, say, word } = told;
  if (edition.state !== "published") {
    return h("section", { class: "answer", "data-level": 0 }, shape(0, 44), h("p", {}, say(edition.because)));
  }
  const [level, upTo] = [edition.overall.level[at] ?? 0, edition.overall.upTo[at] ?? 0];
  const time = edition.times[at] ?? "";
  const moment = at === 0 ? t.seen(clock.time(time)) : t.foreseen(`${clock.short(time)} ${clock.time(time)}`);
  return h(
    "section",
    { class: "answer", "data-level": level, "data-testid": "answer" },
    shape(level, 44),
    h(
      "div",
      {},
      h(
        "p",
        { class: "level" },
        h("strong", {}, word(level)),
        " ",
        level ? h("span", {}, t.scale("", level).trim()) : null,
      ),
      upTo > level && level ? h("p", { class: "maybe" }, `${t.maybe(word(upTo))}.`) : null,
      h("p", {}, say(edition.overall.advice[at])),
      h("p", { class: "quiet" }, moment),
    ),
  );
}
