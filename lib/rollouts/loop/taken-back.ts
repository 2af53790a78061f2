import { lineageOf } from "../domain/lease";
import { isEnded, type RolloutState } from "../domain/rollout-state";
import type { JournalEntry } from "./loop-store";

/** The rollbacks that this process has begun, so that a failover which lost their commits undoes none of them. */
export interface TakenBack {
  remember(entry: JournalEntry, term: number): void;
  /** What the row of a later history of the database does not say any more; null when nothing is missing. */
  missingFrom(state: RolloutState, term: number): JournalEntry | null;
  /** The database of this term was told, whatever it made of it. */
  told(entry: JournalEntry, term: number): void;
}

/** Far more than one worker takes back in the time that a standby may be behind. */
const keptMax = 1_000;

export function createTakenBack(): TakenBack {
  const kept = new Map<string, { readonly entry: JournalEntry; readonly lineage: number }>();

  function keep(entry: JournalEntry, term: number): void {
    kept.delete(entry.rolloutId);
    kept.set(entry.rolloutId, { entry, lineage: lineageOf(term) });
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  }

  return {
    remember: keep,
    missingFrom(state, term) {
      const known = kept.get(state.rolloutId);
      if (!known || known.lineage >= lineageOf(term)) return null;
      // In the queue nothing is in traffic, and there is nothing to take back yet.
      const isThere = state.phase === "queued" || state.phase === "rolling_back" || isEnded(state);
      return isThere ? null : known.entry;
    },
    told: keep,
  };
}
