import { apiGet } from "@/lib/platform/http/api-client";
import type { FaultPage, ImportPage, ImportView } from "./contract";

/** Keys and fetchers of history imports for TanStack Query. Client-safe. */
export const importKeys = {
  list: (cursor: string | null) => ["import", "list", cursor],
  detail: (id: string) => ["import", "detail", id],
  faults: (id: string, cursor: string | null) => ["import", "faults", id, cursor],
} as const;

function withCursor(path: string, cursor: string | null, limit: number): string {
  return `${path}?limit=${limit}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
}

export function fetchImports(cursor: string | null, signal?: AbortSignal): Promise<ImportPage> {
  return apiGet(withCursor("/api/v1/imports", cursor, 50), signal ? { signal } : {});
}

export function fetchImport(id: string, signal?: AbortSignal): Promise<ImportView> {
  return apiGet(`/api/v1/imports/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function fetchImportFaults(id: string, cursor: string | null, signal?: AbortSignal): Promise<FaultPage> {
  return apiGet(withCursor(`/api/v1/imports/${encodeURIComponent(id)}/faults`, cursor, 50), signal ? { signal } : {});
}
