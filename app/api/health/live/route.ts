import { liveness } from "@/lib/platform/http/readiness";

export const dynamic = "force-dynamic";

export function GET(): Response {
  return liveness();
}
