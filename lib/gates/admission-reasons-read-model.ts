import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { standingKinds, titleOfKind } from "./domain/gate-kinds";
import { holds } from "./domain/verdict";
import { currentGateSources } from "./gate-sources-read-model";
import { findGatePlace, findRolloutPlace } from "./place-read-model";
import type { GateReason } from "./port";
import { hasRequirements } from "./requirement-read-model";
import { askGates } from "./verdict-read-model";

/** Admission and the control loop judge these themselves, with the same functions, because a release waits for them in the queue. */
const standing: ReadonlySet<string> = new Set(standingKinds);

export interface AskedRelease {
  /** Slugs. */
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** The plan that it would follow; the service's own when left out. */
  readonly plan?: object | undefined;
  /** Who asks for it, as `personKeyOf` names them. */
  readonly person: string | null;
}

/**
 * What the gate holds of a release that somebody asks for, besides windows, budgets and other rollouts: it is refused with every one of
 * these reasons. Empty when nothing does, and for a place that is not there, which admission says itself.
 */
export async function gateReasonsFor(db: Db | Tx, asked: AskedRelease, now: Instant): Promise<readonly Reason[]> {
  const { version, plan, person } = asked;
  const place = await findGatePlace(prismaExecutor(db), asked);
  if (!place) return [];
  const { verdict } = await askGates(db, { place, version, plan, person, now, purpose: "release", except: standing });
  return verdict.reasons.filter(holds).map(reasonOf);
}

function reasonOf({ kind, state, sentence, owner, nextAction, href }: GateReason): Reason {
  const ask = owner === null ? "" : ` Ask: ${owner}.`;
  return {
    code: `gate_${kind}`,
    message: sentence,
    remedy: `${nextAction ?? "See the gate."}${ask}`,
    facts: { state, owner, href },
  };
}

/** Does a source hold by itself somewhere, though nothing is required? */
async function isAnythingInPlay(db: Db): Promise<boolean> {
  for (const { isInPlay } of currentGateSources()) if (isInPlay && (await isInPlay(db))) return true;
  return false;
}

export interface QueuedHold {
  readonly code: "gate";
  readonly id: string;
  /** Why it holds and what to do, as sentences. */
  readonly why: string;
}

/** What was decided when the release was asked for; what waits in the queue is not asked again. */
const decidedAtStart = ["approval", "board"];
const askedInQueue: ReadonlySet<string> = new Set([...standingKinds, ...decidedAtStart]);

/**
 * What the gate holds of a release that waits in the queue: evidence may have come that speaks against it. Nothing is asked while nothing
 * is required anywhere.
 */
export async function gateHoldsInQueue(db: Db, rolloutId: string, now: Instant): Promise<readonly QueuedHold[]> {
  const run = prismaExecutor(db);
  if (!(await hasRequirements(run)) && !(await isAnythingInPlay(db))) return [];
  const asked = await findRolloutPlace(run, rolloutId);
  const place = asked && (await findGatePlace(run, asked));
  if (!asked || !place) return [];
  const { verdict } = await askGates(db, {
    place,
    version: asked.version,
    person: asked.person,
    now,
    purpose: "release",
    except: askedInQueue,
  });
  return verdict.reasons.filter(holds).map(({ kind, sentence, nextAction, owner }) => ({
    code: "gate",
    id: `gate:${kind}`,
    why: `${titleOfKind(kind)}: ${sentence} ${nextAction ?? ""}${owner === null ? "" : ` Ask: ${owner}.`}`,
  }));
}
