import { AppError } from "@/lib/kernel/app-error";
import type { AcceptedPair } from "@/lib/traffic/port";

/** What a data plane means that refused a write for a newer one; `accepted` is null when it did not say which. */
export function fencedError(who: string, accepted: AcceptedPair | null): AppError {
  const newer = accepted === null ? "" : ` (term ${accepted.term}, epoch ${accepted.epoch})`;
  const message = `${who} accepted a newer decision already${newer}.`;
  const remedy = "Somebody else steers this target now: stop, and read its state.";
  const facts = { acceptedTerm: accepted?.term ?? null, acceptedEpoch: accepted?.epoch ?? null };
  return new AppError("upstream_failed", {
    detail: `${message} ${remedy}`,
    reasons: [{ code: "fenced", message, remedy, facts }],
  });
}
