import { dependencySource } from "@/lib/dependencies/gate-read-model";
import { type ComposedSource, ownSources } from "@/lib/gates/gate-sources-read-model";
import { checklistSource } from "@/lib/releases/checklist-gate-read-model";
import { reservationSource } from "@/lib/reservations/gate-read-model";

/**
 * Everything that has a say at the gate. A source of another area is added here with what it does where no requirement names its kind:
 * `skip` does not ask it, `advise` shows its word, `hold` lets it hold.
 */
export const gateSources: readonly ComposedSource[] = [
  ...ownSources,
  // Advice until somebody requires it, so that an installation can watch for some weeks before it holds anything.
  { ...dependencySource, unasked: "advise" },
  { ...checklistSource, unasked: "skip" },
  { ...reservationSource, unasked: "hold" },
];
