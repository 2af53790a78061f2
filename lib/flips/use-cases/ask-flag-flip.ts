import type { z } from "zod";
import { windowsInForce } from "@/lib/calendar/window-read-model";
import { recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { recordEmergency } from "@/lib/emergencies/use-cases/record-emergency";
import { requireEmergency } from "@/lib/emergencies/use-cases/require-emergency";
import { decideGate, holds, type Verdict } from "@/lib/gates/domain/verdict";
import { freezeReasons } from "@/lib/gates/standing-read-model";
import { requireGatePlace } from "@/lib/gates/use-cases/find-gate-place";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { AskFlagFlipInput, type FlagFlipView } from "../contract";
import { decideFlip, directionOf, type FlipDirection, type FlipMade, knownValue } from "../domain/flip";
import { findFlagEmergency, findFlip, findFlippedVersion, listFlipsMade } from "../flip-read-model";
import { type FlipPlace, insertFlip, lockFlips } from "../flip-store";

type Context = CommandContext<z.infer<typeof AskFlagFlipInput>>;

/**
 * May a flag be given another value in a place now? The answer is the verdict of the windows there, and it is kept: an allowed flip as a
 * flag-only deployment too, a refused one as refused. A flip back is never held. Throws `invalid_input` where the present value is not known.
 */
export const askFlagFlip = defineUseCase({
  name: "flag-flip.ask",
  permission: "flag:flip",
  input: AskFlagFlipInput,
  subject: (input) => ({ kind: "flag_flip", id: null, ...(input.flag ? { name: input.flag } : {}) }),
  async handle(context): Promise<FlagFlipView> {
    const { input, actor, now, tx, ids, record, hint } = context;
    const db = prismaExecutor(tx);
    const { service, environment } = await requireGatePlace(db, input);
    const place = { serviceId: service.id, environmentId: environment.id, flag: input.flag };
    await lockFlips(db, place);
    const made = await listFlipsMade(db, place);
    const flip = { from: input.from ?? requireKnown(made), to: input.to };
    const direction = directionOf(made, flip);
    const judged = await judge(context, place, await verdictFor(db, place, { direction, now }), direction);
    const { outcome } = judged;
    const id = ids.next("flp");
    const deploymentId = outcome === "refused" ? null : await recordFlipped(context, place, id);
    await insertFlip(db, {
      ...{ id, ...place, ...flip, direction, ...judged, deploymentId, at: now },
      reason: input.reason ?? input.emergency?.reason ?? null,
      askedBy: actor.name,
      askedByPerson: personKeyOf(actor),
    });
    const view = await findFlip(db, id);
    if (!view) throw new Error("a flag flip that was just inserted is not there");
    await record({
      subject: { kind: "flag_flip", id, name: `${input.flag} ${view.reference}` },
      ...(view.reason ? { reason: view.reason } : {}),
      after: view,
    });
    await hint({ topic: "flag_flip", id, revision: 1 });
    return view;
  },
});

function requireKnown(made: readonly FlipMade[]): string {
  const known = knownValue(made);
  if (known !== null) return known;
  throw invalidField("from", "No flip of this flag is recorded here.", "Say the value that the flag has now.");
}

async function verdictFor(
  db: SqlExecutor,
  { serviceId, environmentId }: FlipPlace,
  { direction, now }: { readonly direction: FlipDirection; readonly now: Context["now"] },
): Promise<Verdict> {
  const nothing = { advisoryKinds: new Set<string>(), waivers: new Map<string, string>() };
  // Whatever the calendar says, and whether it can be asked at all: a way back does not wait for it.
  if (direction === "back") return decideGate({ purpose: "rollback", reasons: [], ...nothing });
  const held = await windowsInForce(db, { serviceId, environmentId, now, ofFlagFlips: true });
  return decideGate({ purpose: "release", reasons: freezeReasons(held, "flag flips"), ...nothing });
}

/** What becomes of it, with the reasons as they are answered; the emergency is recorded here, inside the same transaction. */
async function judge(context: Context, place: FlipPlace, verdict: Verdict, direction: FlipDirection) {
  const { input, tx, now } = context;
  const inForce = await findFlagEmergency(prismaExecutor(tx), place, now);
  const decision = decideFlip({
    direction,
    isHeld: verdict.answer !== "open",
    emergencyInForce: inForce?.id ?? null,
    breaksGlass: input.emergency !== undefined,
  });
  const { outcome } = decision;
  if (outcome !== "passed") return { outcome, reasons: verdict.reasons, emergencyId: null };
  const passed = inForce ?? (await breakGlass(context, place, verdict));
  const reasons = verdict.reasons.map((reason) =>
    holds(reason)
      ? {
          ...reason,
          state: "waived" as const,
          sentence: `${reason.sentence} Passed in the emergency ${passed.reference}.`,
        }
      : reason,
  );
  return { outcome, reasons, emergencyId: passed.id };
}

async function breakGlass(context: Context, { serviceId, environmentId, flag }: FlipPlace, verdict: Verdict) {
  const { input, tx, actor, now } = context;
  const { emergency } = input;
  if (!emergency) throw new Error("a flip is passed without an emergency");
  await requireEmergency(tx, actor, emergency, now);
  const passed = verdict.reasons.filter(holds).map(({ kind, sentence, nextAction }) => ({
    ...{ code: kind, message: sentence },
    remedy: nextAction ?? "Nothing is to be done.",
  }));
  return recordEmergency(context, { serviceId, environmentId, flag, emergency, passed });
}

/** The flip as a deployment of what runs there, so that incidents are linked to it; null when nothing is known to run. */
async function recordFlipped(
  { tx, ids, now, actor }: Context,
  { serviceId, environmentId, flag }: FlipPlace,
  flipId: string,
): Promise<string | null> {
  const db = prismaExecutor(tx);
  const versionId = await findFlippedVersion(db, { serviceId, environmentId });
  if (versionId === null) return null;
  const id = ids.next("dep");
  await recordDeployment(db, {
    ...{ id, serviceId, environmentId, versionId, flags: [flag] },
    origin: "pipeline",
    kind: "flag_only",
    state: "succeeded",
    rolloutId: null,
    startedAt: now,
    finishedAt: now,
    startedBy: actor.name,
    externalRef: flipId,
  });
  return id;
}
