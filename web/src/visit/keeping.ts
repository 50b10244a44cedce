// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { BUSYNESS, type Edition } from "./edition";

/** An edition as it came, and since when it is kept if there was no network. */
export interface Fetched {
  readonly edition: Edition;
  readonly keptAt: string | null;
}

const LEAST_S = 5;
/** On a network that is full an answer may never come; then the reader should know how old this is. */
const PATIENCE_MS = 20_000;

/** Fetch the present edition; the service worker answers with the last one when there is no network. */
export async function fetchEdition(): Promise<Fetched> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    const response = await fetch(BUSYNESS, { signal: late.signal });
    if (!response.ok) throw new Error(`${response.status}`);
    return { edition: (await response.json()) as Edition, keptAt: response.headers.get("x-kept-at") };
  } finally {
    clearTimeout(timer);
  }
}

/** Ask again whenever the next edition should be there, as long as somebody looks. */
export function keepAsking(first: Edition | null, tell: (fetched: Fetched | null) => void): void {
  let timer = 0;
  let due = Date.now() + Math.max(first?.refreshS ?? 0, LEAST_S) * 1000;
  const plan = (): void => {
    clearTimeout(timer);
    // Spread over some seconds, so that not everybody comes at once; who comes back to the page late need not wait.
    const wait = due - Date.now();
    if (!document.hidden) timer = window.setTimeout(ask, wait > 0 ? wait + Math.random() * 4000 : 0);
  };
  const ask = async (): Promise<void> => {
    let wait = 30;
    try {
      const fetched = await fetchEdition();
      wait = Math.max(fetched.edition.refreshS, LEAST_S);
      tell(fetched);
    } catch {
      tell(null);
    }
    due = Date.now() + wait * 1000;
    plan();
  };
  document.addEventListener("visibilitychange", plan);
  window.addEventListener("online", ask);
  window.addEventListener("offline", () => void ask());
  if (first === null || navigator.serviceWorker?.controller) void ask();
  else plan();
}

/** Let the page be readable without a network from now on. */
export async function stayReadable(path: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/visit-sw.js", { scope: path });
  const parts = [
    ...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>("script[src], link[href]"),
  ];
  const urls = parts
    .map((part) => ("src" in part ? part.src : part.href))
    .filter((url) => url.startsWith(location.origin));
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  worker?.postMessage({ keep: [`${location.origin}${path}`, `${location.origin}${BUSYNESS}`, ...urls] });
}
