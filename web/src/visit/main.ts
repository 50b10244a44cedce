// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import "../theme/tokens.css";
import "../theme/tokens.light.css";
import "./visit.css";
import "./levels.css";
import "./bars.css";
import "./map.css";
import { h, refill, retell } from "./dom";
import { type Edition, embedded, isOld, type Language } from "./edition";
import { type Fetched, keepAsking, stayReadable } from "./keeping";
import { lazyMap } from "./mapFrame";
import { type Order, placeCards } from "./places";
import { foot, waysThere } from "./rest";
import { hourBars, hourTable, timeButtons } from "./times";
import { answer, ribbon, type Told, toldIn } from "./told";
import { widget } from "./widget";

const page = document.getElementById("visit") as HTMLElement;
const query = new URLSearchParams(location.search);
const asked = query.get("lang");
const own: Language = location.pathname.startsWith("/busy") ? "en" : "nl";
const language: Language = asked === "nl" || asked === "en" ? asked : own;
const isWidget = location.pathname.endsWith("/widget");

/** Light or dark as the system is, or as the address asks. */
function follow(): void {
  const wanted = query.get("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    document.documentElement.dataset.theme = wanted ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", apply);
  apply();
}

function start(first: Edition | null): void {
  let edition = first;
  let kept: string | null = null;
  let failed = false;
  let at = 0;
  let order: Order = "busy";
  const parts = {
    ribbons: h("div"),
    notice: h("p", { role: "status", class: "notice", "data-testid": "notice" }),
    title: h("h1"),
    answer: h("div", { "aria-live": "polite" }),
    times: h("div"),
    bars: h("section"),
    places: h("div"),
    ways: h("div"),
    foot: h("div"),
    other: h("a", { class: "language" }),
  };
  const map = lazyMap();
  const main = h(
    "main",
    { id: "content", tabindex: -1 },
    parts.title,
    parts.notice,
    parts.answer,
    parts.times,
    parts.bars,
    parts.places,
    map.element,
    parts.ways,
    parts.foot,
  );
  let built = false;

  const choose = (next: number): void => {
    at = next;
    draw();
    showChosen();
  };

  function draw(): void {
    if (!edition) return;
    const told = toldIn(edition, language);
    if (at >= edition.times.length) at = 0;
    document.documentElement.lang = language;
    document.title = told.t.title(edition.city.name);
    if (isWidget) {
      refill(page, ...widget(told, query.get("place"), noticeOf(told)));
      return;
    }
    if (!built) build(told);
    retell(parts.ribbons, ribbon(told));
    retell(parts.notice, noticeOf(told));
    retell(parts.answer, answer(told, at));
    const there = edition.state === "published";
    for (const part of [parts.times, parts.bars, parts.places, map.element]) part.hidden = !there;
    if (there) {
      refill(parts.times, timeButtons(told, at, choose));
      drawBars(told);
      const reorder = (to: Order): void => {
        order = to;
        draw();
      };
      refill(parts.places, placeCards(told, at, order, reorder));
      map.show(told, at);
    }
    retell(parts.ways, waysThere(told));
    retell(parts.foot, foot(told));
  }

  function drawBars(told: Told): void {
    const before = parts.bars.querySelector(".strip")?.scrollLeft ?? 0;
    const open = parts.bars.querySelector("details")?.open ?? false;
    const table = hourTable(told);
    table.setAttribute("data-open", String(open));
    if (open) table.setAttribute("open", "");
    const strip = hourBars(told, told.edition.overall, at, choose);
    const some = told.edition.times.length > 1;
    refill(
      parts.bars,
      h("h2", {}, told.t.bars),
      some ? h("p", { class: "quiet" }, told.t.barsHint, " ", told.t.barsDoubt) : null,
      strip,
      some ? table : null,
    );
    strip.scrollLeft = before;
  }

  /** Pushes the strip along to the hour that was chosen; the page itself stays where the reader is. */
  function showChosen(): void {
    const strip = parts.bars.querySelector(".strip");
    const bar = strip?.querySelector(".bar[aria-pressed=true]")?.getBoundingClientRect();
    if (!strip || !bar) return;
    const frame = strip.getBoundingClientRect();
    if (bar.left < frame.left) strip.scrollLeft -= frame.left - bar.left;
    else if (bar.right > frame.right) strip.scrollLeft += bar.right - frame.right;
  }

  /** Takes over an edition; the hour that the reader chose stays that hour, though it is another one from now. */
  function take(next: Edition): void {
    const chosen = at > 0 ? edition?.times[at] : undefined;
    edition = next;
    at = chosen === undefined ? 0 : Math.max(0, next.times.indexOf(chosen));
  }

  function build(told: Told): void {
    const { t } = told;
    built = true;
    parts.title.textContent = t.title(told.edition.city.name);
    parts.other.textContent = t.other.label;
    parts.other.setAttribute("href", t.other.href);
    parts.other.setAttribute("lang", t.other.lang);
    parts.other.setAttribute("hreflang", t.other.lang);
    page.replaceChildren(
      h("a", { class: "skip", href: "#content" }, t.skip),
      parts.ribbons,
      h(
        "header",
        {},
        h("img", { src: "/visit-icon.svg", alt: "", width: 28, height: 28 }),
        h("span", {}, told.edition.city.name),
        parts.other,
      ),
      main,
    );
  }

  function noticeOf({ t, clock, edition: shown }: Told): string {
    const when = clock.full(shown.publishedAt);
    if (kept !== null || (failed && !navigator.onLine)) return t.offline(when);
    return failed || isOld(shown, Date.now()) ? t.old(when) : "";
  }

  draw();
  keepAsking(first, (fetched: Fetched | null) => {
    failed = fetched === null;
    if (fetched) {
      kept = fetched.keptAt;
      // What was kept may be older than what came with the page.
      if (kept === null || !edition || fetched.edition.publishedAt > edition.publishedAt)
        take(fetched.edition);
    }
    draw();
  });
}

follow();
start(embedded());
if (!isWidget) void stayReadable(own === "en" ? "/busy" : "/druk").catch(() => undefined);
