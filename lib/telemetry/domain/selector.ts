/** What tells the series of one slot of one target from all others. */
export interface SlotFacts {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly slot: string;
}

/** Which label carries which fact; null where the metrics do not have it. */
export type FactLabels = Readonly<Record<keyof SlotFacts, string | null>>;

const facts: readonly (keyof SlotFacts)[] = ["service", "environment", "version", "slot"];

/** The labels and values by which a source finds a slot's series: an entry of `CountsRequest.selectors`. */
export function slotSelector(labels: FactLabels, values: SlotFacts): Readonly<Record<string, string>> {
  const entries = facts.flatMap((fact) => {
    const label = labels[fact];
    return label === null ? [] : [[label, values[fact]] as const];
  });
  return Object.fromEntries(entries);
}
