import type { ClockView } from "@/lib/clocks/contract";
import type { Party } from "@/lib/slos/domain/parties";
import type { Closing } from "@/lib/synthetics/contract";
import type { GateReason } from "../port";

/** Who can change it, and where it is to be seen. */
interface About {
  readonly owner: string;
  readonly href: string;
}

type Said = Pick<GateReason, "state" | "sentence" | "nextAction">;

function say(kind: string, { owner, href }: About, said: Said): GateReason {
  return { kind, owner: said.state === "pass" ? null : owner, href, ...said };
}

/** Whether those who must agree have signed what the objectives of the place say now. A place without objectives has nothing to sign. */
export function signOffReasons(
  objectives: readonly { readonly slug: string; readonly name: string; readonly missing: readonly Party[] }[],
  asked: readonly Party[],
  owner: string,
): GateReason[] {
  const about = { owner, href: "/slos" };
  if (objectives.length === 0) {
    const sentence = "There are no objectives here that somebody would have to sign.";
    return [say("sign_offs", about, { state: "pass", sentence, nextAction: null })];
  }
  return objectives.map(({ slug, name, missing }) => {
    const open = asked.filter((party) => missing.includes(party));
    const here = { owner, href: `/slos/${slug}` };
    if (open.length === 0) {
      const sentence = `“${name}” is signed by ${asked.join(", ")}.`;
      return say("sign_offs", here, { state: "pass", sentence, nextAction: null });
    }
    const sentence = `What “${name}” says now is not signed by ${open.join(", ")}.`;
    return say("sign_offs", here, {
      state: "blocked",
      sentence,
      nextAction: "Have it signed on the objective's page.",
    });
  });
}

type OpenClock = Pick<ClockView, "id" | "title" | "definition" | "status" | "why" | "dueAt" | "remainingMs">;

/** Whether a clock of the service is overdue or close to it. What a silent source leaves open is not known, never fine. */
export function clockReasons(
  open: readonly OpenClock[],
  rule: { readonly definitions: readonly string[]; readonly leftMinutes: number },
  owner: string,
): GateReason[] {
  const asked = open.filter(
    ({ definition }) => rule.definitions.length === 0 || rule.definitions.includes(definition.slug),
  );
  const held = asked.flatMap((clock): GateReason[] => {
    const about = { owner, href: `/clocks/${clock.id}` };
    const name = `${clock.definition.name} for “${clock.title}”`;
    if (clock.status === "breached") {
      const nextAction = "Resolve it first, or ask for a waiver.";
      return [say("clocks", about, { state: "blocked", sentence: `${name} is overdue.`, nextAction })];
    }
    if (clock.status === "undetermined") {
      const sentence = `Nobody can tell how ${name} stands. ${clock.why ?? ""}`.trim();
      return [say("clocks", about, { state: "unknown", sentence, nextAction: "See why its source is silent." })];
    }
    if (rule.leftMinutes === 0 || clock.remainingMs >= rule.leftMinutes * 60_000) return [];
    const left = Math.max(0, Math.floor(clock.remainingMs / 60_000));
    const sentence = `${name} has ${left} minutes left, fewer than ${rule.leftMinutes}.`;
    return [say("clocks", about, { state: "blocked", sentence, nextAction: "Resolve it first, or ask for a waiver." })];
  });
  if (held.length > 0) return held;
  const sentence = asked.length === 0 ? "No SLA clock runs for this service." : "Every open SLA clock has time left.";
  return [say("clocks", { owner, href: "/clocks" }, { state: "pass", sentence, nextAction: null })];
}

export interface JourneyFacts extends About {
  readonly version: string | null;
  /** The environment before this one; null when this is the first for the service. */
  readonly previous: {
    readonly name: string;
    /** What brought the version there last, a rollout or a reported deployment, and whether it is closed; null when nothing did. */
    readonly release: { readonly href: string; readonly closing: Closing; readonly sentence: string } | null;
  } | null;
}

const closingStates: Readonly<Record<Closing, GateReason["state"]>> = {
  closed: "pass",
  open: "blocked",
  not_yet: "blocked",
  waiting: "blocked",
  unknown: "unknown",
  none: "unknown",
};

const closingActions: Readonly<Record<Closing, string | null>> = {
  closed: null,
  open: "Mend what the journeys found, and release it there again.",
  not_yet: "Wait until all traffic there is on it.",
  waiting: "Wait until its journeys ended.",
  unknown: "Release it there again, so that its journeys are made.",
  none: "Add a synthetic check there that is made around rollouts.",
};

/** Whether the version's release to the environment before is closed: every journey passed with all traffic on it. */
export function journeyReason(facts: JourneyFacts): GateReason {
  const { previous, version } = facts;
  if (previous === null) {
    const sentence = "It is the first environment of this service.";
    return say("journeys", facts, { state: "pass", sentence, nextAction: null });
  }
  if (version === null) {
    const sentence = `Whether it was closed in ${previous.name} depends on the version, and none was named.`;
    return say("journeys", facts, { state: "unknown", sentence, nextAction: "Name the version." });
  }
  const { release, name } = previous;
  if (release === null) {
    const sentence = `Nothing brought ${version} to ${name}, so that no journey was made around it.`;
    return say("journeys", facts, { state: "unknown", sentence, nextAction: `Release it to ${name} first.` });
  }
  const about = { owner: facts.owner, href: release.href };
  const sentence = `${version} in ${name}: ${release.sentence}`;
  const nextAction = closingActions[release.closing];
  return say("journeys", about, { state: closingStates[release.closing], sentence, nextAction });
}
