// SPDX-FileCopyrightText: 2026 Baken contributors
// SPDX-License-Identifier: EUPL-1.2

import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock-server.ts";

/** Where the API lives during development: the built-in mock, or a real server (BAKEN_SERVER=http://localhost:8000). */
const server = process.env.BAKEN_SERVER;
const proxy: Record<string, string> = server ? { "/api": server, "/basemap": server, "/sta": server } : {};

export default defineConfig({
  plugins: server ? [] : [mockServer()],
  server: { proxy },
  preview: { proxy },
  build: {
    target: "es2022",
    sourcemap: false,
    // A data: URI would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      // One page per kind of reader, so that nobody fetches what only another needs.
      input: ["index.html", "account.html", "governance.html", "public.html", "visit.html"],
      output: { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js" },
    },
  },
  worker: { format: "es" },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}", "dev/**/*.test.ts"] },
});
