import { windowsInForce } from "@/lib/calendar/window-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { askGate, currentBending } from "@/lib/policies/gate-read-model";
import type { RolloutPhase } from "./contract";
import type { AdmissionFacts } from "./domain/admission";
import { budgetReasons } from "./domain/budget-holds";
import { openPhases } from "./rollout-read-model";

export interface Place {
  readonly service: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly archivedAt: Date | null;
  } | null;
  readonly environment: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly target: (AdmissionFacts["target"] & { readonly id: string }) | null;
}

/** Service, environment and target by their slugs; null for each that is not there. */
export async function findPlace(tx: Tx, slugs: { service: string; environment: string }): Promise<Place> {
  const service = await tx.service.findUnique({ where: { slug: slugs.service } });
  const environment = await tx.environment.findUnique({ where: { slug: slugs.environment } });
  if (!service || !environment) return { service, environment, target: null };
  const target = await tx.target.findUnique({
    where: { serviceId_environmentId: { serviceId: service.id, environmentId: environment.id } },
    include: { slots: { where: { isLive: true }, include: { version: true } } },
  });
  const live = target?.slots[0];
  const name = `${service.name} in ${environment.name}`;
  return {
    service,
    environment,
    target: target && {
      id: target.id,
      name,
      live: live?.version ? { slot: live.slot, version: live.version.name } : null,
    },
  };
}

export interface LastRollout {
  readonly id: string;
  readonly phase: RolloutPhase;
  readonly stableVersion: string;
  /** As stored; `parseRolloutState` reads it. */
  readonly state: unknown;
}

/** The last rollout at this place that was more than a wish: not queued, not cancelled. Null when there is none. */
export async function findLastStarted(
  tx: Tx,
  slugs: { service: string; environment: string },
): Promise<LastRollout | null> {
  return tx.rollout.findFirst({
    where: {
      service: { slug: slugs.service },
      environment: { slug: slugs.environment },
      phase: { notIn: ["queued", "cancelled"] },
    },
    orderBy: { number: "desc" },
    select: { id: true, phase: true, stableVersion: true, state: true },
  });
}

/** What error-budget policies make of a release besides holding it. */
interface BudgetTerms {
  /** How many times as long its steps bake. */
  readonly bakeFactor: number;
  /** What would hold it and does not, with the waiver or exemption that bends it: for the record. */
  readonly bent: readonly string[];
}

/** What else is under way at this place, and which windows and error-budget policies hold it or change its terms. */
export async function surroundings(
  tx: Tx,
  place: Place,
  purpose: AdmissionFacts["request"]["purpose"],
  now: Instant,
): Promise<Pick<AdmissionFacts, "active" | "queued" | "windows" | "budgets"> & { readonly terms: BudgetTerms }> {
  const { service, environment, target } = place;
  const nothing = { active: null, queued: [], windows: [], budgets: [], terms: { bakeFactor: 1, bent: [] } };
  if (!service || !environment || !target) return nothing;
  // Locks the target, so that two requests at once see one another.
  await tx.$queryRaw`select id from target where id = ${target.id} for update`;
  const open = await tx.rollout.findMany({
    where: { targetId: target.id, phase: { in: [...openPhases] } },
    orderBy: { number: "asc" },
    select: { id: true, phase: true, canaryVersion: true },
  });
  const active = open.find((rollout) => rollout.phase !== "queued");
  const held = await windowsInForce(prismaExecutor(tx), { serviceId: service.id, environmentId: environment.id, now });
  const windows = held.reasons.map((reason) => ({
    id: reason.windowId ?? reason.code,
    why: reason.message,
    endsAt: reason.until === null ? null : instant(Date.parse(reason.until)),
  }));
  const question = { serviceId: service.id, environmentId: environment.id, rolloutId: null, purpose, isRunning: false };
  const { decision } = await askGate(tx, question, currentBending(), now);
  return {
    budgets: budgetReasons(decision.reasons),
    terms: {
      bakeFactor: decision.bakeFactor,
      bent: decision.reasons.flatMap(({ code, bentBy }) => (bentBy === null ? [] : [`${code}: ${bentBy}`])),
    },
    active: active ? { rolloutId: active.id, phase: active.phase, canaryVersion: active.canaryVersion } : null,
    queued: open
      .filter((rollout) => rollout.phase === "queued")
      .map((rollout) => ({ rolloutId: rollout.id, canaryVersion: rollout.canaryVersion })),
    windows,
  };
}
