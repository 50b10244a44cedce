// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { h } from "./dom";
import { BUSYNESS } from "./edition";
import type { Told } from "./told";

/** How to get there, as the city tells it. */
export function waysThere({ edition, t, say }: Told): HTMLElement | null {
  if (edition.ways.length === 0) return null;
  const items = edition.ways.map((way) =>
    h(
      "li",
      { "data-way": way.id },
      h(
        "h3",
        {},
        h("span", { class: "kind" }, t.wayKinds[way.kind] ?? ""),
        name(way.url ?? "", say(way.name), t.wayKinds[way.kind]),
      ),
      h("p", {}, say(way.about)),
    ),
  );
  return h("section", { class: "ways" }, h("h2", {}, t.ways), h("ul", {}, ...items));
}

function name(url: string, called: string, kind: string | undefined): Node | string {
  if (url) return h("a", { href: url, rel: "noreferrer" }, called);
  return called === kind ? "" : called;
}

/** What the levels mean, how late this is on purpose, and where to get it as data. */
export function foot({ edition, t, say, badge, clock }: Told): HTMLElement {
  const issued = edition.forecastIssuedAt;
  return h(
    "footer",
    {},
    h("h2", {}, t.legend),
    h(
      "ul",
      { class: "legend" },
      ...edition.levels.map(({ level, name: words }) =>
        h("li", {}, badge(level), h("span", { class: "hidden" }, say(words))),
      ),
    ),
    h("p", {}, `${t.late(edition.delayMin)} ${t.every(edition.stepMin)}`),
    issued ? h("p", {}, t.forecastOf(t.at(clock.time(issued)))) : null,
    h(
      "p",
      { class: "links" },
      h("a", { href: "/measures-here" }, t.measures),
      h("a", { href: BUSYNESS }, t.data),
      h("a", { href: `${BUSYNESS}?format=csv` }, t.table),
    ),
    h("p", { class: "quiet" }, edition.attribution.join(" · ")),
  );
}
