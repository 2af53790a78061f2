import { readiness } from "@/lib/platform/http/readiness";
import { currentRuntime } from "@/lib/platform/runtime";

export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return readiness(currentRuntime());
}
