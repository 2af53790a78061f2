import type { AcceptedPair } from "@/lib/traffic/port";

/** Whether a write may follow what was accepted: a newer term, or in the same term no older epoch. */
export function isAccepted(write: AcceptedPair, newest: AcceptedPair | null): boolean {
  if (newest === null || write.term > newest.term) return true;
  return write.term === newest.term && write.epoch >= newest.epoch;
}
