import type { AcceptedPair } from "@/lib/traffic/port";

/** What is accepted once an owner of this term has claimed the target; null: refused, a newer one was there before. */
export function claimedBy(term: number, newest: AcceptedPair | null): AcceptedPair | null {
  if (newest !== null && term < newest.term) return null;
  return { term, epoch: newest?.epoch ?? 0 };
}

/** Whether a write may follow what was accepted: a newer term, or in the same term no older epoch. */
export function isAccepted(write: AcceptedPair, newest: AcceptedPair | null): boolean {
  if (newest === null || write.term > newest.term) return true;
  return write.term === newest.term && write.epoch >= newest.epoch;
}
