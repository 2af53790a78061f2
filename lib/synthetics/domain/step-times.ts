import type { RunView } from "../contract";

export interface StepTime {
  readonly name: string;
  /** Runs it is taken from. */
  readonly n: number;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

/** How long each step took in the runs that passed; the lower median of an even number. Null where none did. */
export function stepTimesOf(
  names: readonly string[],
  runs: readonly Pick<RunView, "outcome" | "stepMs">[],
): StepTime[] {
  const passed = runs.filter(({ outcome, stepMs }) => outcome === "passed" && stepMs.length === names.length);
  return names.map((name, index) => {
    const times = passed.map(({ stepMs }) => stepMs[index] ?? 0).toSorted((left, right) => left - right);
    return {
      name,
      n: times.length,
      medianMs: times[Math.floor((times.length - 1) / 2)] ?? null,
      maxMs: times.at(-1) ?? null,
    };
  });
}
