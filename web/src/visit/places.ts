// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { type Child, h } from "./dom";
import { BUSY, ordered, type Place, trendOf } from "./edition";
import type { Told } from "./told";

export type Order = "busy" | "quiet";

/** A card for each place, and in which order. */
export function placeCards(
  told: Told,
  at: number,
  order: Order,
  reorder: (order: Order) => void,
): HTMLElement {
  const { edition, t } = told;
  const choice = (to: Order, label: string): HTMLElement =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": order === to ? "true" : "false",
        "data-key": `order-${to}`,
        click: () => reorder(to),
      },
      label,
    );
  return h(
    "section",
    { class: "places" },
    h(
      "div",
      { class: "row" },
      h("h2", {}, t.places),
      h(
        "div",
        { class: "order", role: "group", "aria-label": t.order },
        choice("busy", t.busyFirst),
        choice("quiet", t.quietFirst),
      ),
    ),
    h(
      "ul",
      { class: "cards" },
      ...ordered(edition.places, at, order).map((i) => card(told, edition.places[i] as Place, at)),
    ),
  );
}

function card(told: Told, place: Place, at: number): HTMLElement {
  const { say, badge } = told;
  const level = place.level[at] ?? 0;
  const old = at === 0 && place.state === "stale";
  return h(
    "li",
    { class: "card", "data-place": place.id, "data-level": level, "data-old": old },
    h(
      "div",
      { class: "row" },
      h("h3", {}, say(place.name)),
      place.state === "not-released" ? null : badge(level),
    ),
    ...notes(told, place, at).map((note) => h("p", { class: "quiet" }, note)),
    ...better(told, place, at),
  );
}

/** What is to be said of a place besides its level: why there is none, how sure it is, and how it goes on. */
export function notes(told: Told, place: Place, at: number): string[] {
  const { t, clock, say, word } = told;
  const [level, upTo] = [place.level[at] ?? 0, place.upTo[at] ?? 0];
  if (place.state === "not-released") return [t.notTold, say(place.because)];
  if (!level) return [at === 0 ? t.notKnown : t.notForeseen];
  if (at === 0 && place.state === "stale")
    return [place.observedAt ? t.stale(clock.time(place.observedAt)) : t.staleLong];
  const trend = trendOf(place.level, at);
  return [
    at === 0 && place.state === "in-doubt" ? t.doubt : "",
    upTo > level ? `${t.maybe(word(upTo))}.` : "",
    trend ? `${t[trend][at === 0 ? "now" : "later"]}.` : "",
  ].filter(Boolean);
}

function better({ edition, t, say, word, when }: Told, place: Place, at: number): Child[] {
  if ((place.level[at] ?? 0) < BUSY) return [];
  const [other, later] = [place.betterPlace[at], place.betterTime[at]];
  const there = other === null || other === undefined ? null : edition.places[other];
  return [
    there ? h("p", { class: "better" }, t.betterPlace(say(there.name), word(there.level[at]))) : null,
    later === null || later === undefined ? null : h("p", { class: "better" }, t.betterTime(when(later))),
  ];
}
