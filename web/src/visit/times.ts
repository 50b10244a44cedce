// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { h } from "./dom";
import { quickTimes } from "./edition";
import type { Told } from "./told";

type Choose = (at: number) => void;

/** A few times to choose from: now, later today, tomorrow. */
export function timeButtons({ edition, t, clock }: Told, chosen: number, choose: Choose): HTMLElement {
  const { times } = edition;
  const today = clock.day(times[0] ?? edition.publishedAt);
  const label = (at: number): string => {
    if (at === 0) return t.now;
    const time = clock.time(times[at] ?? "");
    return clock.day(times[at] ?? "") === today ? time : `${clock.weekday(times[at] ?? "")} ${time}`;
  };
  const buttons = quickTimes(times, clock.hour, clock.day).map((at) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": at === chosen ? "true" : "false",
        "data-key": `time-${at}`,
        click: () => choose(at),
      },
      label(at),
    ),
  );
  return h("div", { class: "times", role: "group", "aria-label": t.times }, ...buttons);
}

/** A bar for each hour until the end of tomorrow; each is a button that shows that hour everywhere. */
export function hourBars(told: Told, levels: Levels, chosen: number, choose: Choose): HTMLElement {
  const { edition, t, clock } = told;
  if (edition.times.length < 2) return h("p", { class: "quiet" }, t.noForecast);
  let day = "";
  const bars = edition.times.map((time, at) => {
    const starts = clock.day(time) !== day;
    day = clock.day(time);
    return h(
      "li",
      { "data-day": starts ? clock.short(time) : null },
      h(
        "button",
        {
          type: "button",
          class: "bar",
          "data-level": levels.level[at] ?? 0,
          "data-key": `bar-${at}`,
          "aria-pressed": at === chosen ? "true" : "false",
          "aria-label": spoken(told, levels, at),
          click: () => choose(at),
        },
        column(levels, at),
        h("span", { class: "hour" }, at === 0 ? t.now : clock.time(time)),
      ),
    );
  });
  return h(
    "div",
    { class: "strip", tabindex: 0, "data-key": "strip", role: "group", "aria-label": t.bars },
    h("ol", { class: "bars" }, ...bars),
  );
}

export interface Levels {
  readonly level: readonly (number | null)[];
  readonly upTo: readonly (number | null)[];
}

/** What stands in a column: its number, the level, and dotted how high it may become. */
export function column({ level, upTo }: Levels, at: number): HTMLElement {
  const [likely, most] = [level[at] ?? 0, upTo[at] ?? 0];
  return h(
    "span",
    { class: "column", "aria-hidden": "true" },
    h("span", { class: "number", "data-height": Math.max(most, likely) }, likely ? String(likely) : "?"),
    h("span", { class: "ghost", "data-height": Math.max(most, likely) }),
    h("span", { class: "fill", "data-height": likely }),
  );
}

function spoken({ edition, t, clock, word }: Told, { level, upTo }: Levels, at: number): string {
  const time = edition.times[at] ?? "";
  const [likely, most] = [level[at] ?? 0, upTo[at] ?? 0];
  const said = likely ? t.scale(word(likely), likely) : t.unknown;
  const when = at === 0 ? t.now : `${clock.short(time)} ${clock.time(time)}`;
  return `${when}: ${said}${likely && most > likely ? `. ${t.maybe(word(most))}` : ""}`;
}

/** The same as a table, for who would rather read one, and on paper. */
export function hourTable({ edition, t, clock, word }: Told): HTMLElement {
  const { level, upTo } = edition.overall;
  const rows = edition.times.map((time, at) => {
    const [likely, most] = [level[at] ?? 0, upTo[at] ?? 0];
    const maybe = most > likely && likely ? ` (${t.maybe(word(most)).toLowerCase()})` : "";
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, at === 0 ? t.now : `${clock.short(time)} ${clock.time(time)}`),
      h("td", {}, likely ? `${likely} ${word(likely)}${maybe}` : t.unknown),
    );
  });
  return h(
    "details",
    { class: "table" },
    h("summary", { "data-key": "table" }, t.asTable),
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t.hour), h("th", { scope: "col" }, t.level))),
      h("tbody", {}, ...rows),
    ),
  );
}
