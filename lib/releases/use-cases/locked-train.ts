import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { invalidField, notFound } from "@/lib/platform/refusals";
import type { CommandContext } from "@/lib/platform/use-case";
import { reasonsToStay } from "../checks-read-model";
import type { TrainStands } from "../contract";
import { decideTrain, type TrainCommand, type TrainFacts } from "../domain/decide-train";
import { loadTrain, lookAtTrain, type SeenTrain, type StoredTrain } from "../train-record-read-model";
import { lockTrain, saveTrain } from "../train-store";
import { announce } from "./announce";

/** A train, held until the transaction ends, with what is seen of it. Throws `not_found`. */
export async function lockedTrain(tx: Tx, id: string): Promise<SeenTrain> {
  const db = prismaExecutor(tx);
  const train = (await lockTrain(db, id)) ? await loadTrain(db, id) : null;
  if (!train) throw notFound("release train", id);
  return lookAtTrain(tx, train);
}

/** A train with what is seen of it, for readers. Throws `not_found`. */
export async function seenTrain(db: Db, id: string): Promise<SeenTrain> {
  const train = await loadTrain(prismaExecutor(db), id);
  if (!train) throw notFound("release train", id);
  return lookAtTrain(db, train);
}

/** What the machine decides from. `missing`: what its checklist says against leaving; nothing where that is not asked. */
export function factsOf(
  { train, order, standings }: SeenTrain,
  now: Instant,
  missing: TrainFacts["missing"] = [],
): TrainFacts {
  const names = new Map(train.cars.map(({ id, name, version }) => [id, `${name} ${version}`]));
  return { plan: train.plan, order, standings, now, missing, nameOf: (car) => names.get(car) ?? car };
}

export function standsOf(train: StoredTrain, state: StoredTrain["state"]): TrainStands {
  return { id: train.id, reference: train.reference, phase: state.phase, revision: state.revision };
}

/** How a train is named in the audit log. */
export function subjectOf({ id, reference, name }: StoredTrain): { kind: string; id: string; name: string } {
  return { kind: "train", id, name: `${reference} ${name}` };
}

/**
 * Give a person's command to the train machine, and save what it decides with its audit record. The worker makes it true on its next look.
 * Throws `stale_state` with the present revision, or `rejected` with all reasons.
 */
export async function giveTrainCommand(
  context: CommandContext<{ readonly id: string }>,
  seen: SeenTrain,
  command: Exclude<TrainCommand, { kind: "tick" }>,
): Promise<TrainStands> {
  const { tx, now, actor } = context;
  const { train } = seen;
  const missing = command.kind === "go_on" ? await reasonsToStay(tx, seen, now) : [];
  const decision = decideTrain(train.state, command, factsOf(seen, now, missing));
  if (decision.kind === "rejected") {
    const isStale = decision.reasons.some(({ code }) => code === "stale_state");
    const detail = decision.reasons.map(({ message }) => message).join(" ");
    const current = standsOf(train, train.state);
    throw new AppError(isStale ? "stale_state" : "rejected", { detail, reasons: decision.reasons, current });
  }
  if (decision.kind === "unchanged") return standsOf(train, train.state);
  const { next, events } = decision;
  await saveTrain(prismaExecutor(tx), { trainId: train.id, next, events, actor: actor.name, at: now });
  await announce(tx, train, next, { events, now });
  await context.record({
    subject: subjectOf(train),
    reason: "reason" in command ? command.reason : null,
    before: { phase: train.state.phase, stopIndex: train.state.stopIndex, revision: train.state.revision },
    after: { phase: next.phase, stopIndex: next.stopIndex, revision: next.revision, rollback: next.rollback },
  });
  await context.hint({ topic: "train", id: train.id, revision: next.revision });
  return standsOf(train, next);
}

/** The car of a service in a train. Throws `invalid_input`. */
export function requireCar({ cars }: StoredTrain, service: string, field: string): string {
  const car = cars.find((one) => one.service === service);
  if (car) return car.id;
  throw invalidField(field, `${service} is not in this train.`, "Name services of the train.");
}
