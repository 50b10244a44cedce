// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { h } from "./dom";
import { notes } from "./places";
import { column, type Levels } from "./times";
import { answer, ribbon, type Told } from "./told";

const HOURS = 7;

/** The page in a frame on somebody else's: the city, or one place of it, now and in the next hours. */
export function widget(told: Told, placeId: string | null, notice: string): (Node | string)[] {
  const { edition, t, say, clock, badge, language } = told;
  const place = edition.places.find(({ id }) => id === placeId);
  const levels: Levels = place ?? edition.overall;
  const title = place ? `${say(place.name)}, ${edition.city.name}` : t.title(edition.city.name);
  const hours = edition.times
    .slice(0, HOURS)
    .map((time, at) =>
      h(
        "li",
        {},
        h(
          "span",
          { class: "bar", "data-level": levels.level[at] ?? 0 },
          column(levels, at),
          h("span", { class: "hour" }, at === 0 ? t.now : clock.time(time)),
          h("span", { class: "hidden" }, told.word(levels.level[at])),
        ),
      ),
    );
  const said = place
    ? h("div", { class: "row" }, badge(place.level[0]), h("p", {}, notes(told, place, 0).join(" ")))
    : answer(told, 0);
  return [
    ribbon(told) ?? "",
    h(
      "main",
      { class: "widget" },
      h("h1", {}, title),
      notice ? h("p", { class: "notice", role: "status" }, notice) : h("p", { hidden: true }),
      said,
      edition.state === "published" && edition.times.length > 1
        ? h("ol", { class: "bars", "aria-label": t.bars }, ...hours)
        : h("p", { hidden: true }),
      h(
        "p",
        {},
        h(
          "a",
          {
            href: language === "nl" ? "/druk" : "/busy",
            target: "_blank",
            rel: "noopener",
            "data-key": "full",
          },
          t.full,
        ),
      ),
    ),
  ];
}
