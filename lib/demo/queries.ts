import { apiGet } from "@/lib/platform/http/api-client";
import type { DemoView } from "./contract";

/** Key and fetcher of the demonstration for TanStack Query. Client-safe; hints name the key. */

export const demoKey = ["demo"] as const;

export function fetchDemo(signal?: AbortSignal): Promise<DemoView> {
  return apiGet("/api/v1/demo", signal ? { signal } : {});
}
