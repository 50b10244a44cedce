// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

/** Where to go after signing in: an address of this service only, whatever the query asks for. */
export function returnTo(query: URLSearchParams, origin: string): string {
  const wanted = query.get("returnTo") ?? "/";
  try {
    const url = new URL(wanted, origin);
    const own = wanted.startsWith("/") && url.origin === origin;
    return own ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}
