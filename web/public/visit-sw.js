// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

// Keeps the public page readable without a network. It looks only at what belongs to that page, and says of what it
// kept when it was new (x-kept-at): the page tells the reader.

const KEPT = "baken-visit-1";
const PATIENCE_MS = 4000;
const GRACE_MS = 60_000;
const BELONGS =
  /^\/(busy|druk)(\/|$)|^\/api\/v1\/public\/|^\/assets\/|^\/basemap\/[^/]+\.geojson$|^\/visit-icon/;
const NEVER_CHANGES = /^\/assets\//;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys())
      if (name.startsWith("baken-visit-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("message", (event) => {
  const wanted = Array.isArray(event.data?.keep) ? event.data.keep : [];
  const mine = wanted.filter(
    (url) => new URL(url).origin === self.location.origin && BELONGS.test(new URL(url).pathname),
  );
  // What came through here is kept already: on a full network nothing is fetched twice.
  const all = Promise.all(mine.map((url) => firstKept(new Request(url)).catch(() => undefined)));
  event.waitUntil(all.then(() => dropOld(mine)));
});

// What belongs to an earlier edition of the page itself is never asked for again. It was kept before what the page is
// made of now; what the page fetches later, such as its map, comes after that.
async function dropOld(present) {
  const cache = await caches.open(KEPT);
  const keptAt = async (request) =>
    Date.parse((await cache.match(request))?.headers.get("x-kept-at") ?? "") || 0;
  const parts = present.filter((url) => NEVER_CHANGES.test(new URL(url).pathname));
  const newest = Math.max(0, ...(await Promise.all(parts.map(keptAt))));
  for (const request of await cache.keys()) {
    if (!NEVER_CHANGES.test(new URL(request.url).pathname) || parts.includes(request.url)) continue;
    if ((await keptAt(request)) < newest - GRACE_MS) await cache.delete(request);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || !BELONGS.test(pathname)) return;
  event.respondWith(NEVER_CHANGES.test(pathname) ? firstKept(request) : firstNew(request));
});

async function fromNetwork(request) {
  // Asked anew each time, with the tag of what is known: else a page without a network could not tell that it has none.
  const anew = NEVER_CHANGES.test(new URL(request.url).pathname) ? undefined : { cache: "no-cache" };
  const response = await fetch(request, anew);
  if (response.ok && response.status === 200) {
    const copy = response.clone();
    const headers = new Headers(copy.headers);
    headers.set("x-kept-at", new Date().toISOString());
    headers.delete("content-encoding");
    headers.delete("content-length");
    const kept = new Response(await copy.blob(), { status: 200, headers });
    await (await caches.open(KEPT)).put(keyOf(request), kept);
  }
  return response;
}

// The page is the same whatever is asked for behind the question mark; the open data is not.
function keyOf(request) {
  const url = new URL(request.url);
  return url.pathname.startsWith("/api/") ? request.url : `${url.origin}${url.pathname}`;
}

async function firstKept(request) {
  return (await (await caches.open(KEPT)).match(keyOf(request))) ?? fromNetwork(request);
}

async function firstNew(request) {
  const kept = await (await caches.open(KEPT)).match(keyOf(request));
  if (!kept) return fromNetwork(request);
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE_MS));
  const fresh = fromNetwork(request).then(
    // Of a server that has too much to do, what was kept says more than its excuse.
    (response) => (response.status >= 500 || response.status === 429 ? kept : response),
    () => kept,
  );
  return Promise.race([fresh, late]);
}
