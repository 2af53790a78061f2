import { holds, verdictOf } from "@/lib/gates/domain/verdict";
import { type Actor, may } from "@/lib/platform/auth/actor";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { decodeCursor, toPage } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { loadAnnouncements } from "../checklist-read-model";
import { leavingOf, standingChecklist } from "../checks-read-model";
import { ListTrainsInput, type TrainDetail, TrainIdInput, type TrainPage } from "../contract";
import type { StandingItem } from "../domain/checklist";
import { closingReasons, closingSentence } from "../domain/closing";
import { affectedBy, reversed } from "../domain/order";
import { isMovedHere } from "../domain/standing";
import { isAway } from "../domain/wanted-moves";
import { loadTrainTicket } from "../ticket-read-model";
import { listTrainIds, loadTrainEvents, viewTrain, viewTrains } from "../train-read-model";
import type { SeenTrain, StoredTrain } from "../train-record-read-model";
import { seenTrain } from "./locked-train";

/** Trains, newest first. */
export const listTrains = defineQuery({
  name: "train.list",
  permission: "train:read",
  input: ListTrainsInput,
  async handle({ input, db, now }): Promise<TrainPage> {
    const { limit, cursor, ...filter } = input;
    const before = decodeCursor(cursor, /^\d{1,9}$/);
    const found = await listTrainIds(prismaExecutor(db), {
      ...filter,
      limit: limit + 1,
      before: before === undefined ? undefined : Number(before),
    });
    const page = toPage(found, limit, ({ number }) => `${number}`);
    const ids = page.items.map(({ id }) => id);
    return { items: await viewTrains(db, ids, now), nextCursor: page.nextCursor };
  },
});

/** One train with everything that is known of it. */
export const getTrain = defineQuery({
  name: "train.get",
  permission: "train:read",
  input: TrainIdInput,
  async handle({ input, db, now, actor }): Promise<TrainDetail> {
    const seen = await seenTrain(db, input.id);
    const { train, order } = seen;
    const view = await viewTrain(db, seen, now);
    const service = (id: string) => train.cars.find((car) => car.id === id)?.service ?? id;
    const { rollback } = train.state;
    const checklist = await standingChecklist(db, train, now);
    return {
      ...view,
      reach: train.plan.reach,
      abreast: train.plan.abreast,
      departedBy: train.departedBy,
      ticket: await loadTrainTicket(prismaExecutor(db), train.id, now),
      order: order.groups.map((group) => group.map(service)),
      rollback: rollback && {
        why: rollback.why,
        by: rollback.by,
        decidedAt: new Date(rollback.decidedAt).toISOString(),
        services: rollback.cars.map(service),
        failed: rollback.failed.map(service),
        left: rollback.left.map(service),
      },
      events: await loadTrainEvents(prismaExecutor(db), train.id),
      checklist,
      closing: closingOf(train, checklist),
      announcements: await loadAnnouncements(prismaExecutor(db), train.id),
      wouldGoBack: wouldGoBack(seen).map(service),
      may: {
        write: whyNot(actor, "train:write"),
        move: whyNot(actor, "rollout:start"),
        rollBack: whyNot(actor, "rollout:abort"),
      },
    };
  },
});

/** What the checklist says about leaving the present stop; null while it goes nowhere, and where it says nothing. */
function closingOf(train: StoredTrain, checklist: readonly StandingItem[]): TrainDetail["closing"] {
  const { phase } = train.state;
  if (phase !== "moving" && phase !== "at_stop") return null;
  const leaving = leavingOf(train);
  const { answer, reasons } = verdictOf(closingReasons(leaving, checklist));
  if (reasons.length === 0) return null;
  const sentence = closingSentence(leaving, reasons.filter(holds).length);
  return { answer, sentence, isEnd: leaving.isLast, reasons: [...reasons] };
}

function whyNot(actor: Actor, permission: Permission): string | null {
  return may(actor, permission) ? null : `Needs ${whoMay(permission)}.`;
}

/** Everything that moved here and is not back, in the order in which it would go. */
function wouldGoBack({ order, standings }: SeenTrain): string[] {
  const moved = new Set([...standings].filter(([, one]) => isMovedHere(one) && !isAway(one)).map(([car]) => car));
  return affectedBy(order, reversed(order), moved);
}
