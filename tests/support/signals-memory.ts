import type { Fact } from "@/lib/ingest/domain/fact";
import { inOrder, type StoredFact } from "@/lib/ingest/domain/fact-identity";
import { factId } from "@/lib/ingest/fact-store";

/** A fact as a delivery of one source tells it. */
export interface Told {
  readonly id: string;
  readonly fact: Fact;
  readonly sourceId: string;
}

/** Facts with their ids, told by these sources in turn. */
export function toldBy(facts: readonly Fact[], sourceIds: readonly string[]): Told[] {
  return facts.map((fact, at) => ({ id: factId(fact), fact, sourceId: sourceIds[at % sourceIds.length] as string }));
}

/** A projection of one subject, pure: its row as anything that can be written as JSON. */
export type Reading = (facts: readonly StoredFact[]) => unknown;

/**
 * The intake by the same rules as the tables have, in memory: facts once by id, the source of several the smallest, subjects made
 * again when something of them is told. What it shows about orders holds for the rules; that the tables follow them is for tests
 * with a database.
 */
export class MemoryIntake {
  readonly #facts = new Map<string, { fact: Fact; sourceId: string }>();
  readonly #subjects = new Map<string, Set<string>>();
  readonly #rows = new Map<string, string>();
  readonly #readings: readonly Reading[];

  constructor(readings: readonly Reading[]) {
    this.#readings = readings;
  }

  /** Take a batch in and project what it is about. */
  take(batch: readonly Told[]): void {
    const dirty = new Set<string>();
    for (const { id, fact, sourceId } of batch) {
      const known = this.#facts.get(id);
      if (!known || sourceId < known.sourceId) {
        this.#facts.set(id, { fact, sourceId });
        dirty.add(fact.subjectKey);
      }
      const ids = this.#subjects.get(fact.subjectKey) ?? new Set();
      this.#subjects.set(fact.subjectKey, ids.add(id));
    }
    for (const subjectKey of dirty) this.#project(subjectKey);
  }

  /** Every row, sorted, as one text. */
  rows(): string {
    return [...this.#rows.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, row]) => `${key} ${row}`)
      .join("\n");
  }

  #project(subjectKey: string): void {
    const stored = [...(this.#subjects.get(subjectKey) ?? [])].map((id): StoredFact => {
      const known = this.#facts.get(id);
      if (!known) throw new Error("a subject has a fact that is not there");
      return { id, ...known };
    });
    const ordered = inOrder(stored);
    this.#rows.set(subjectKey, JSON.stringify(this.#readings.map((reading) => reading(ordered))));
  }
}
