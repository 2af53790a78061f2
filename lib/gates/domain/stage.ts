import { type Instant, plusMs } from "@/lib/kernel/instant";
import { localOf } from "@/lib/kernel/zoned-time";
import type { GateReason } from "../port";

export interface StageFacts {
  readonly version: string | null;
  readonly now: Instant;
  /** The environment before this one; null when this is the first for the service. */
  readonly previous: {
    readonly name: string;
    /** The newest deployment of this version there; null when there is none. */
    readonly deployment: { readonly state: string; readonly finishedAt: Instant | null } | null;
    /** Its objectives; null when they are not asked about. */
    readonly objectives:
      | readonly { readonly name: string; readonly verdict: "met" | "missed" | "undetermined" | "no_data" }[]
      | null;
  } | null;
  readonly minHours: number;
  readonly owner: string;
  readonly href: string;
}

const hourMs = 3_600_000;

/** Whether the environment before this one has shown enough: the version ran there, for long enough, and its objectives are met. */
export function stageReasons(facts: StageFacts): GateReason[] {
  const { previous } = facts;
  if (previous === null) {
    return [say(facts, { state: "pass", sentence: "It is the first environment of this service.", nextAction: null })];
  }
  return [
    ranThere(facts, previous),
    ...(previous.objectives ?? []).map((one) => objectiveReason(facts, previous, one)),
  ];
}

type Previous = NonNullable<StageFacts["previous"]>;
type Said = Pick<GateReason, "state" | "sentence" | "nextAction">;

function say({ owner, href }: StageFacts, said: Said): GateReason {
  return { kind: "stage", owner: said.state === "pass" ? null : owner, href, ...said };
}

function ranThere(facts: StageFacts, { name, deployment }: Previous): GateReason {
  const { version, now, minHours } = facts;
  if (version === null) {
    const sentence = `Whether it ran in ${name} depends on the version, and none was named.`;
    return say(facts, { state: "unknown", sentence, nextAction: "Name the version." });
  }
  if (deployment === null) {
    const nextAction = `Release it to ${name} first.`;
    return say(facts, {
      state: "blocked",
      sentence: `${version} has not run in ${name}, the environment before.`,
      nextAction,
    });
  }
  if (deployment.state !== "succeeded" || deployment.finishedAt === null) {
    const sentence = `The newest deployment of ${version} to ${name} is ${deployment.state.replace("_", " ")}.`;
    return say(facts, { state: "blocked", sentence, nextAction: `Have it succeed in ${name} first.` });
  }
  const readyAt = plusMs(deployment.finishedAt, minHours * hourMs);
  if (now < readyAt) {
    const until = `${localOf(readyAt, "UTC").slice(0, 16).replace("T", " ")} UTC`;
    const sentence = `${version} has to run in ${name} for ${minHours} hours, which is until ${until}.`;
    return say(facts, { state: "blocked", sentence, nextAction: `Wait until ${until}.` });
  }
  return say(facts, { state: "pass", sentence: `${version} ran in ${name}.`, nextAction: null });
}

function objectiveReason(
  facts: StageFacts,
  { name: stage }: Previous,
  { name, verdict }: { readonly name: string; readonly verdict: "met" | "missed" | "undetermined" | "no_data" },
): GateReason {
  if (verdict === "met") {
    return say(facts, { state: "pass", sentence: `“${name}” is met in ${stage}.`, nextAction: null });
  }
  if (verdict === "missed") {
    const nextAction = `Mend it in ${stage} first, or ask for a waiver.`;
    return say(facts, { state: "blocked", sentence: `“${name}” is missed in ${stage}.`, nextAction });
  }
  const sentence = `Whether “${name}” is met in ${stage} is not known.`;
  return say(facts, { state: "unknown", sentence, nextAction: `See why nothing is told about ${stage}.` });
}
