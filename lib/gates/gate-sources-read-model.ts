import type { Db, Tx } from "@/lib/platform/db/prisma";
import { drillSource, stageSource, ticketSource } from "./evidence-read-model";
import type { GateSource } from "./port";
import { clockSource, journeySource, signOffSource } from "./promise-evidence-read-model";
import { benchmarkSource, coverageSource, testSource } from "./quality-read-model";
import { approvalSource, boardSource } from "./release-read-model";
import { budgetSource, freezeSource, rolloutSource } from "./standing-read-model";

/** A source with what it does where no requirement names its kind. */
export interface ComposedSource extends GateSource {
  /** It is not asked, its word is advice, or its word holds. */
  readonly unasked: "skip" | "advise" | "hold";
  /** Of a source that holds unasked: can it hold anywhere now? What waits in the queue is not asked in vain. */
  isInPlay?(db: Db | Tx): Promise<boolean>;
}

const always = (source: GateSource): ComposedSource => ({ ...source, unasked: "hold" });
const onDemand = (source: GateSource): ComposedSource => ({ ...source, unasked: "skip" });

/** What the product itself has to say. Those of other areas are added in `lib/composition-gates.ts`. */
export const ownSources: readonly ComposedSource[] = [
  ...[freezeSource, budgetSource, rolloutSource, boardSource].map(always),
  ...[testSource, coverageSource, benchmarkSource, ticketSource, drillSource, stageSource, approvalSource].map(
    onDemand,
  ),
  ...[signOffSource, clockSource, journeySource].map(onDemand),
];

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxGateSources?: readonly ComposedSource[] };

/** Say who has a say at the gate in this process. Chosen in the composition. */
export function setGateSources(sources: readonly ComposedSource[]): void {
  holder.signalboxGateSources = sources;
}

/** Who has a say; the product's own sources where nobody said so. */
export function currentGateSources(): readonly ComposedSource[] {
  return holder.signalboxGateSources ?? ownSources;
}
