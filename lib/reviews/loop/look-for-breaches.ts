import { type Instant, instant } from "@/lib/kernel/instant";
import { personsOf } from "@/lib/ownership/domain/ownership";
import { loadOwnerships, loadParties } from "@/lib/ownership/ownership-read-model";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import { listWatched } from "@/lib/slos/watched-objective-read-model";
import { loadAround } from "../breach-fact-read-model";
import { claimBreaches, insertCause, type NewCause } from "../breach-store";
import { tellBreachJob, weighBreachJob } from "../jobs";
import type { BreachedClock, BreachedClocks } from "../port";
import { findDerived } from "./observe-derived";
import { assessEnded, findSpent, type SeenCause } from "./observe-objectives";

export interface LookParts {
  readonly runtime: Pick<Runtime, "db" | "ids" | "jobs">;
  readonly clocks: BreachedClocks;
}

const transactionMs = 20_000;

/**
 * Look once for promises that were broken: periods that ended missed, budgets that are spent, clocks over their target. Breach, cause,
 * audit record, job and hint are one commit, under a lock of the database. Answers how many breaches were opened; null when another
 * worker is at it.
 */
export function lookForBreaches(parts: LookParts, now: Instant): Promise<{ opened: number; causes: number } | null> {
  const { runtime, clocks } = parts;
  return runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      if (!(await claimBreaches(db))) return null;
      const objectives = await listWatched(db, now);
      const seen = [
        ...(await assessEnded(db, objectives, now)),
        ...(await findSpent(db, objectives, now)),
        ...(await findDerived(tx, now)),
      ];
      const causes = [];
      for (const one of seen) causes.push(await ofObjective(db, one, now));
      for (const clock of await clocks.breached(tx, now)) causes.push(await ofClock(db, clock, now));
      const kept: Kept[] = [];
      for (const cause of causes) kept.push(...(await keep(tx, parts, cause)));
      const opened = kept.filter(({ isOpened }) => isOpened).length;
      if (kept.length > 0) await sendHint(db, { topic: "review", id: "all", revision: 0 });
      return { opened, causes: kept.length };
    },
    { timeout: transactionMs, maxWait: 2_000 },
  );
}

async function ofObjective(db: SqlExecutor, seen: SeenCause, now: Instant): Promise<NewCause> {
  const { objective, kind, period, level, targetPercent, sentence } = seen;
  const { id, name, slug, service, environment } = objective;
  const place = { serviceId: service.id, environmentId: environment.id };
  const ownership = (await loadOwnerships(db, [id])).get(id)?.content ?? null;
  const { worstPercent, bestPercent, budgetLeftBestPercent, coveragePercent } = level;
  const facts = {
    ...{ sentence, worstPercent, bestPercent, targetPercent, budgetLeftBestPercent, coveragePercent },
    ...(await loadAround(db, { ...place, subject: slug }, period, now)),
    told: personsOf(ownership, await loadParties(db), now),
  };
  return { subjectKind: "objective", subjectId: id, subjectName: name, ...place, period, kind, at: now, facts };
}

/** A clock's period is its own run, from its start to its breach. */
async function ofClock(db: SqlExecutor, clock: BreachedClock, now: Instant): Promise<NewCause> {
  const { id, name, serviceId, environmentId, sentence } = clock;
  const period = { from: clock.startedAt, to: instant(Math.max(clock.breachedAt, clock.startedAt + 1)) };
  const facts = {
    sentence,
    worstPercent: null,
    bestPercent: null,
    targetPercent: null,
    budgetLeftBestPercent: null,
    coveragePercent: null,
    ...(await loadAround(db, { serviceId, environmentId, subject: null }, period, now)),
    told: [],
  };
  const place = { serviceId, environmentId };
  return {
    ...{ subjectKind: "clock" as const, subjectId: id, subjectName: name, ...place, period },
    kind: "clock_breached",
    at: now,
    facts,
  };
}

interface Kept {
  readonly isOpened: boolean;
}

/** Nothing when this cause was known. */
async function keep(tx: Tx, { runtime }: LookParts, cause: NewCause): Promise<Kept[]> {
  const db = prismaExecutor(tx);
  const kept = await insertCause(db, cause, runtime.ids.next("brc"));
  if (kept === null) return [];
  const { breachId, reference, isOpened } = kept;
  await appendAudit(db, {
    action: isOpened ? "breach.opened" : "breach.cause_added",
    outcome: "accepted",
    actor: systemActor("reviews"),
    subject: { kind: "breach", id: breachId, name: `${reference} ${cause.subjectName}` },
    detail: { cause: cause.kind, sentence: cause.facts.sentence, told: cause.facts.told.map(({ name }) => name) },
  });
  if (isOpened) await runtime.jobs.enqueue(tx, tellBreachJob, { breachId });
  if (cause.subjectKind === "objective") await runtime.jobs.enqueue(tx, weighBreachJob, { breachId });
  return [{ isOpened }];
}
