import { gateReasonsFor } from "@/lib/gates/admission-reasons-read-model";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { reasonsToStay } from "../checks-read-model";
import { decideTrain } from "../domain/decide-train";
import { type WantedMove, wantedMoves } from "../domain/wanted-moves";
import { loadTrain, lookAtTrain, type SeenTrain, stopOf } from "../train-record-read-model";
import { lockTrain, saveRefusal, saveTrain } from "../train-store";
import { announce } from "../use-cases/announce";
import { factsOf, subjectOf } from "../use-cases/locked-train";
import { startCar, takeBackCar } from "../use-cases/move-car";

/** How long after a refusal it is tried again. What the gate holds is looked at more often than what was tried: it costs no record. */
const retryMs = { gate: 10_000, start: 60_000, take_back: 5_000 } as const;
const transactionMs = 15_000;
/** Decisions of one pass at most: each follows from what the one before made. */
const decisionsMax = 5;

export interface Passed {
  readonly phase: string;
  readonly decisions: number;
  readonly moves: number;
}

/**
 * One pass over one train: look at what is, decide, then make the moves that follow from the state. Nothing is remembered between passes
 * but what is stored, so that a worker that dies loses nothing. Null when another worker is at it.
 */
export async function passTrain(runtime: Runtime, trainId: string): Promise<Passed | null> {
  const decided = await decideNow(runtime, trainId);
  if (decided === null) return null;
  const { seen, decisions } = decided;
  const { train } = seen;
  const wanted = wantedMoves(train.state, train.plan, factsOf(seen, runtime.clock.now()));
  const due = wanted.filter((move) => isDue(seen, move, runtime.clock.now()));
  // A way back waits for no other one that may go at the same time.
  const made = await Promise.all(due.map((move) => makeMove(runtime, seen, move)));
  return { phase: train.state.phase, decisions, moves: made.filter(Boolean).length };
}

function decideNow(runtime: Runtime, trainId: string): Promise<{ seen: SeenTrain; decisions: number } | null> {
  return runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      if (!(await lockTrain(db, trainId, true))) return null;
      let train = await loadTrain(db, trainId);
      if (!train) return null;
      const actor = systemActor("release trains");
      for (let decisions = 0; ; decisions += 1) {
        const seen = await lookAtTrain(tx, train);
        const now = runtime.clock.now();
        // Outside of the transaction: a source of a gate that fails must not take the pass with it.
        const missing = await reasonsToStay(runtime.db, seen, now);
        const decision = decideTrain(train.state, { kind: "tick" }, factsOf(seen, now, missing));
        if (decision.kind !== "accepted" || decisions >= decisionsMax) return { seen, decisions };
        const { next, events } = decision;
        await saveTrain(db, { trainId, next, events, actor: actor.name, at: now });
        await announce(tx, train, next, { events, now });
        await appendAudit(db, {
          action: `train.${events[0]?.kind ?? "changed"}`,
          outcome: "accepted",
          actor,
          subject: subjectOf(train),
          before: { phase: train.state.phase, revision: train.state.revision },
          after: { phase: next.phase, revision: next.revision, rollback: next.rollback },
          detail: { sentence: events.map(({ sentence }) => sentence).join(" ") },
        });
        await sendHint(db, { topic: "train", id: trainId, revision: next.revision });
        train = { ...train, state: next };
      }
    },
    { timeout: transactionMs, maxWait: 2_000 },
  );
}

function isDue({ train, sights }: SeenTrain, { car, kind }: WantedMove, now: Instant): boolean {
  const sight = sights.find((one) => one.car === car && one.stop === stopOf(train));
  if (!sight || sight.refusal.length === 0 || sight.triedAt === null) return true;
  const isGate = kind === "start" && sight.refusal.every(({ code }) => code.startsWith("gate_"));
  return now - sight.triedAt >= retryMs[isGate ? "gate" : kind];
}

async function makeMove(runtime: Runtime, { train }: SeenTrain, { kind, car }: WantedMove): Promise<boolean> {
  const stop = stopOf(train);
  const input = { trainId: train.id, carId: car, stop };
  const refused = (reasons: readonly Reason[]) =>
    saveRefusal(prismaExecutor(runtime.db), { carId: car, stop, reasons, at: runtime.clock.now() });
  try {
    const held = kind === "start" ? await heldBack(runtime, train, car) : [];
    if (held.length > 0) {
      await refused(held);
      return false;
    }
    const by = `train ${train.reference}${train.departedBy === null ? "" : ` (${train.departedBy})`}`;
    const call = { actor: systemActor(by, train.departedByPerson) };
    await (kind === "start" ? startCar : takeBackCar).run(input, call, runtime);
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isOver = error.reasons.some(({ code }) => code === "not_wanted");
    if (!isOver)
      await refused(error.reasons.length > 0 ? error.reasons : [{ code: error.code, message: error.message }]);
    return false;
  }
}

/** What the gate holds, asked before anything is tried. */
async function heldBack(runtime: Runtime, train: SeenTrain["train"], carId: string): Promise<readonly Reason[]> {
  const car = train.cars.find(({ id }) => id === carId);
  const environment = train.stops[stopOf(train)]?.environment;
  if (!car || !environment) return [];
  const { service, version } = car;
  return gateReasonsFor(
    runtime.db,
    { service, environment, version, person: train.departedByPerson },
    runtime.clock.now(),
  );
}
