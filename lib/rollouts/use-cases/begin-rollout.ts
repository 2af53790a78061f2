import { ensureVersion } from "@/lib/catalog/use-cases/ensure-version";
import { recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import type { EmergencyGiven } from "@/lib/emergencies/contract";
import { recordEmergency } from "@/lib/emergencies/use-cases/record-emergency";
import { gateReasonsFor } from "@/lib/gates/admission-reasons-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { CommandContext } from "@/lib/platform/use-case";
import { schemaReasonsFor } from "@/lib/releases/schema-read-model";
import { findPlace, type Place, surroundings } from "../admission-read-model";
import type { ConcurrencyPolicy, RolloutPlan } from "../contract";
import { type Admission, admit, passedReasons } from "../domain/admission";
import { withLongerBakes } from "../domain/budget-holds";
import { validatePlan } from "../domain/plan-validation";
import { factsForCommand } from "../domain/rollout-command";
import { decide, newRollout } from "../domain/rollout-machine";
import { insertRollout, lockRollout, saveTransition } from "../rollout-store";

export interface Beginning {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly policy: ConcurrencyPolicy;
  readonly purpose: "release" | "return";
  readonly plan: RolloutPlan;
  /** The plan as template, overrides and request make it, before limits of objectives: what an approval of the release is bound to. */
  readonly askedPlan?: RolloutPlan;
  readonly templateId: string | null;
  readonly reason: string | null;
  /** Checked already, with the right for it. */
  readonly emergency?: EmergencyGiven | undefined;
}

export interface BegunRollout {
  readonly id: string;
  readonly number: number;
  readonly phase: string;
  readonly revision: number;
}

/** What of a command's surroundings beginning a rollout needs. */
export type ShippingContext = Pick<
  CommandContext<unknown>,
  "tx" | "now" | "ids" | "actor" | "call" | "record" | "hint"
>;
type Context = ShippingContext;

/** Take back or cancel the rollouts whose place a new one takes. */
async function supersede(context: Context, rolloutIds: readonly string[], byRolloutId: string): Promise<void> {
  const { tx, now, actor } = context;
  const db = prismaExecutor(tx);
  for (const rolloutId of rolloutIds) {
    const before = await lockRollout(db, rolloutId);
    const person = { id: actor.id ?? actor.name, name: actor.name };
    const reason = "A newer rollout takes its place.";
    const decision = decide(
      before.state,
      { kind: "supersede", actor: person, reason, seenRevision: null, byRolloutId },
      factsForCommand(now),
    );
    if (decision.kind !== "accepted") continue;
    const { next, events } = decision;
    await saveTransition(db, { before, next, events, evidence: before.latestEvidence, actor, reason });
  }
}

function notAdmitted(admission: Admission): AppError {
  const reasons = admission.kind === "rejected" ? admission.reasons : [];
  const wrong = reasons.some((reason) => reason.code.endsWith("_unknown"));
  const detail = reasons.map((reason) => reason.message).join(" ");
  return new AppError(wrong ? "invalid_input" : "rejected", { detail, reasons });
}

interface Deployed {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly versionId: string;
  readonly purpose: Beginning["purpose"];
}

/** Each rollout is a deployment that is under way. */
async function deployedBy(context: Context, { id, purpose, ...place }: Deployed): Promise<void> {
  await recordDeployment(prismaExecutor(context.tx), {
    ...place,
    id: context.ids.next("dep"),
    origin: purpose === "return" ? "rollback" : "rollout",
    state: "running",
    rolloutId: id,
    startedAt: context.now,
    finishedAt: null,
    startedBy: context.actor.name,
    externalRef: null,
  });
}

/** What today's schema says of a version; nothing where the place is not there. */
async function schemaReasonsOf({ tx }: Context, { service, environment }: Place, version: string) {
  if (!service || !environment) return [];
  const ids = { serviceId: service.id, environmentId: environment.id };
  return schemaReasonsFor(prismaExecutor(tx), {
    ...ids,
    service: service.name,
    environment: environment.name,
    version,
  });
}

/** Admit a rollout, put it in the queue, and tell the worker. Throws `invalid_input` or `rejected` with every reason. */
export async function beginRollout(context: Context, beginning: Beginning): Promise<BegunRollout> {
  const { tx, now, ids, actor } = context;
  const place = await findPlace(tx, beginning);
  const { service, environment, target } = place;
  const { version: wanted, policy, purpose, emergency } = beginning;
  const { terms, ...around } = await surroundings(tx, place, purpose, now);
  const gates =
    purpose === "return"
      ? []
      : await gateReasonsFor(tx, { ...beginning, plan: beginning.askedPlan, person: personKeyOf(actor) }, now);
  // An emergency bakes no longer than it was planned to.
  const plan = emergency ? beginning.plan : withLongerBakes(beginning.plan, terms.bakeFactor);
  const request = { version: wanted, policy, purpose, isEmergency: emergency !== undefined };
  const admission = admit({
    request,
    service: service && { name: service.name, isArchived: service.archivedAt !== null },
    environment: environment && { name: environment.name },
    target,
    ...around,
    gates,
    planReasons: validatePlan(plan),
    schemaReasons: await schemaReasonsOf(context, place, wanted),
  });
  if (admission.kind === "rejected" || !service || !environment || !target?.live) throw notAdmitted(admission);
  const db = prismaExecutor(tx);
  const version = await ensureVersion(db, ids, { serviceId: service.id, name: beginning.version });
  const id = ids.next("rol");
  const { state, events } = newRollout({
    rolloutId: id,
    purpose: beginning.purpose,
    plan,
    policy: beginning.policy,
    canaryVersion: beginning.version,
    now,
  });
  if (admission.kind === "supersede") await supersede(context, admission.rolloutIds, id);
  const stored = {
    id,
    serviceId: service.id,
    environmentId: environment.id,
    targetId: target.id,
    templateId: beginning.templateId,
    state,
  };
  const rest = { stableVersion: target.live.version, reason: beginning.reason };
  const number = await insertRollout(db, { ...stored, ...rest }, events, actor);
  const passed = passedReasons({ request, ...around, gates });
  const exception = emergency && (await recordEmergency(context, { ...stored, rolloutId: id, emergency, passed }));
  await deployedBy(context, { ...stored, versionId: version.id, purpose });
  await context.record({
    subject: { kind: "rollout", id, name: `${service.slug} ${beginning.version} in ${environment.slug}` },
    reason: beginning.reason,
    after: {
      number,
      admission: admission.kind,
      plan,
      budgets: terms,
      from: target.live.version,
      to: beginning.version,
      ...(exception ? { emergency: exception } : {}),
    },
  });
  await context.hint({ topic: "rollout", id, revision: state.revision });
  return { id, number, phase: state.phase, revision: state.revision };
}
