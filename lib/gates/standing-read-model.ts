import type { HoldView } from "@/lib/calendar/contract";
import { windowsInForce } from "@/lib/calendar/window-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { PolicyReason } from "@/lib/policies/domain/policy-facts";
import { askGate, currentBending } from "@/lib/policies/gate-read-model";
import type { GateReason, GateSource } from "./port";

const managers = "Release manager";

/** Blackouts and maintenance windows, with the waivers that lift them. */
export const freezeSource: GateSource = {
  kind: "freeze",
  async read(db, question) {
    const { serviceId, environmentId, atMs } = question;
    const held = await windowsInForce(prismaExecutor(db), { serviceId, environmentId, now: instant(atMs) });
    return freezeReasons(held, "releases");
  },
};

/** What windows say at a gate, in its form, with what a waiver lifts; `what` is what they hold, in the plural. */
export function freezeReasons(held: HoldView, what: string): readonly GateReason[] {
  const said = { kind: "freeze", owner: managers, href: "/calendar" } as const;
  const reasons: GateReason[] = [
    ...held.reasons.map(({ message, remedy }) => ({
      ...said,
      state: "blocked" as const,
      sentence: message,
      nextAction: remedy,
    })),
    ...held.waived.map(({ message, waiver, waivedUntil }) => ({
      ...said,
      state: "waived" as const,
      sentence: `${message} Waived by ${waiver} until ${waivedUntil.slice(0, 16).replace("T", " ")} UTC.`,
      nextAction: null,
    })),
  ];
  return reasons.length > 0 ? reasons : [passed("freeze", `No window holds ${what} here now.`, "/calendar")];
}

function passed(kind: string, sentence: string, href: string): GateReason {
  return { kind, state: "pass", sentence, owner: null, nextAction: null, href };
}

/** What error-budget policies say, from stored sums of minutes; a source that is dark makes them undetermined. */
export const budgetSource: GateSource = {
  kind: "budget",
  async read(db, question) {
    const { serviceId, environmentId, service, atMs } = question;
    const asked = { serviceId, environmentId, rolloutId: null, purpose: "release", isRunning: false } as const;
    const { decision, policies } = await askGate(db, asked, currentBending(), instant(atMs));
    if (policies.length === 0) return [passed("budget", "No error-budget policy applies here.", "/policies")];
    if (decision.reasons.length === 0) {
      return [passed("budget", "Error budgets let releases go on.", `/slos?service=${service}`)];
    }
    return decision.reasons.map(budgetReason);
  },
};

function budgetReason({ code, message, remedy, owner, policy, isHolding, bentBy }: PolicyReason): GateReason {
  const said = { kind: "budget", owner, href: `/policies/${policy}` };
  if (isHolding) {
    const state = code.endsWith("_undetermined") ? "unknown" : "blocked";
    return { ...said, state, sentence: message, nextAction: remedy };
  }
  if (bentBy !== null) {
    return { ...said, state: "waived", sentence: `${message} Does not hold: ${bentBy}.`, nextAction: null };
  }
  return { ...said, state: "advisory", sentence: message, nextAction: remedy };
}

interface OpenRollout {
  id: string;
  number: number;
  canary_version: string;
  phase: string;
}

/** Other rollouts at the place, which a release waits for. */
export const rolloutSource: GateSource = {
  kind: "rollout",
  async read(db, question, scene) {
    const open = await prismaExecutor(db).query<OpenRollout>(sql`
      select id, number, canary_version, phase::text as phase from rollout
      where service_id = ${question.serviceId} and environment_id = ${question.environmentId}
        and phase not in ('completed', 'rolled_back', 'cancelled')
      order by number limit 50`);
    const { live } = scene.place;
    if (open.length > 0) return open.map(openReason);
    if (live !== null && live.version === question.version) {
      const sentence = `${live.version} has the traffic here already.`;
      return [{ ...passed("rollout", sentence, `/services/${question.service}`), state: "advisory" }];
    }
    return [passed("rollout", "No other rollout is under way here.", "/rollouts")];
  },
};

function openReason({ id, number, canary_version, phase }: OpenRollout): GateReason {
  const does = phase === "queued" ? "waits here" : phase === "rolling_back" ? "is being rolled back" : "is under way";
  return {
    kind: "rollout",
    state: "blocked",
    sentence: `Rollout #${number} of ${canary_version} ${does}.`,
    owner: "whoever leads that rollout",
    nextAction: "Wait for its end; what is started meanwhile waits in the queue.",
    href: `/rollouts/${id}`,
  };
}
