import { holds } from "@/lib/gates/domain/verdict";
import { findGatePlace } from "@/lib/gates/place-read-model";
import type { GateReason } from "@/lib/gates/port";
import { askGates, openSitting } from "@/lib/gates/verdict-read-model";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { closingOf } from "@/lib/synthetics/domain/moments";
import { loadRolloutRuns } from "@/lib/synthetics/run-read-model";
import { loadItems, loadTicks, rolloutsAtStop } from "./checklist-read-model";
import {
  type CheckAnswer,
  type ChecklistItem,
  type Doer,
  type StandingItem,
  standingItems,
  worstAnswer,
} from "./domain/checklist";
import { closingReasons, itemsToLeave, type Leaving } from "./domain/closing";
import { isAllHere } from "./domain/decide-train";
import { loadSchemaRanges } from "./schema-read-model";
import { type SeenTrain, type StoredTrain, stopOf } from "./train-record-read-model";

type Check = (db: Db | Tx, train: StoredTrain, stop: number, now: Instant) => Promise<CheckAnswer>;

/** Its own kind is left out: the checklist is no reason for itself. */
const itself: ReadonlySet<string> = new Set(["release_checklist"]);

const gateCheck: Check = async (db, { cars, stops, departedByPerson: person }, stop, now) => {
  const environment = stops[stop]?.environment ?? "";
  const answers: CheckAnswer[] = [];
  const together = openSitting(cars.map(({ service, version }) => ({ service, environment, version })));
  for (const { service, version } of cars) {
    const place = await findGatePlace(prismaExecutor(db), { service, environment, version });
    if (!place) continue;
    const asked = { place, version, now, person, purpose: "release" as const, except: itself, together };
    const { verdict } = await askGates(db, asked);
    const first = verdict.reasons[0]?.sentence ?? "";
    if (verdict.answer !== "open")
      answers.push({ state: verdict.answer === "closed" ? "open" : "unknown", sentence: `${service}: ${first}` });
  }
  return worstAnswer(answers, `The gates of all ${cars.length} services to ${environment} are open.`);
};

const journeysCheck: Check = async (db, { id, cars }, stop) => {
  const rollouts = await rolloutsAtStop(prismaExecutor(db), id, stop);
  if (rollouts.length < cars.length)
    return { state: "unknown", sentence: "Journeys are made once all traffic is on the new versions." };
  const answers: CheckAnswer[] = [];
  for (const { rolloutId, service } of rollouts) {
    const found = await loadRolloutRuns(db, rolloutId);
    if (!found) continue;
    const ends = found.items.map(({ check, cause, outcome }) => ({ check: check.name, cause, outcome }));
    const { closing, sentence } = closingOf(found.phase, found.checks, ends);
    if (closing === "closed" || closing === "none") continue;
    answers.push({ state: closing === "open" ? "open" : "unknown", sentence: `${service}: ${sentence}` });
  }
  return worstAnswer(answers, "Every journey passed, as far as services have any.");
};

const schemaCheck: Check = async (db, { cars }) => {
  const answers: CheckAnswer[] = [];
  for (const { serviceId, service, version } of cars) {
    const ranges = await loadSchemaRanges(prismaExecutor(db), serviceId);
    if (ranges.some((range) => range.version === version)) continue;
    answers.push({ state: "open", sentence: `${service} ${version} does not say on which schemas it runs.` });
  }
  return worstAnswer(answers, "Every version says on which schemas it runs.");
};

const checks: Readonly<Record<Exclude<Doer, "person">, Check>> = {
  gate: gateCheck,
  journeys: journeysCheck,
  schema: schemaCheck,
};

/** How the checklist of a train stands now; each check is asked once, and only when an item needs it. */
export async function standingChecklist(db: Db | Tx, train: StoredTrain, now: Instant): Promise<StandingItem[]> {
  return standingOf(db, train, await loadItems(prismaExecutor(db), train.id), now);
}

async function standingOf(
  db: Db | Tx,
  train: StoredTrain,
  items: readonly ChecklistItem[],
  now: Instant,
): Promise<StandingItem[]> {
  if (items.length === 0) return [];
  const ticks = await loadTicks(prismaExecutor(db), train.id);
  const said: Partial<Record<Doer, CheckAnswer>> = {};
  for (const doer of ["gate", "journeys", "schema"] as const) {
    if (items.some(({ doneBy }) => doneBy === doer)) said[doer] = await checks[doer](db, train, stopOf(train), now);
  }
  return standingItems(items, ticks, said, stopOf(train));
}

/** What a train would leave now, as its checklist speaks of it. */
export function leavingOf({ id, reference, stops, ...train }: StoredTrain): Leaving {
  const stop = stopOf(train);
  return {
    reference,
    href: `/releases/${id}`,
    environment: stops[stop]?.name ?? "",
    isLast: stop >= stops.length - 1,
  };
}

/**
 * Reasons of its checklist that keep a train from leaving its present stop: none before every car is settled there. Checks are asked only
 * once people have done their part, for each look of the worker would ask them again.
 */
export async function reasonsToStay(
  db: Db | Tx,
  { train, standings }: Pick<SeenTrain, "train" | "standings">,
  now: Instant,
): Promise<GateReason[]> {
  const { phase } = train.state;
  if ((phase !== "moving" && phase !== "at_stop") || !isAllHere(standings)) return [];
  const leaving = leavingOf(train);
  const items = itemsToLeave(await loadItems(prismaExecutor(db), train.id), leaving.isLast);
  for (const isPersons of [true, false]) {
    const asked = items.filter(({ doneBy }) => (doneBy === "person") === isPersons);
    const found = closingReasons(leaving, await standingOf(db, train, asked, now)).filter(holds);
    if (found.length > 0) return found;
  }
  return [];
}
