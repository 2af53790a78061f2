import { createHash } from "node:crypto";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { type ClockFacts, loadClockFacts } from "../clock-facts-read-model";
import { readClock } from "../clock-read-model";
import { insertClockRevision, lockClocks, noteLooked } from "../clock-store";

export interface RevisionCause {
  readonly cause: "attached" | "events" | "definition" | "schedule" | "pause" | "resume";
  readonly reason: string;
  readonly by: string;
}

/**
 * Compute these clocks again, and append a revision to each whose inputs have changed; the earlier ones stay. Inputs are the events, in
 * no matter which order they came, and the versions of terms and hours. Answers how many were appended.
 */
export async function reviseClocks(tx: Tx, causes: ReadonlyMap<string, RevisionCause>, now: Instant): Promise<number> {
  const ids = await lockClocks(prismaExecutor(tx), [...causes.keys()]);
  let appended = 0;
  for (const known of await loadClockFacts(tx, ids, now)) {
    const cause = causes.get(known.row.id);
    if (cause && (await reviseOne(tx, known, cause, now))) appended += 1;
  }
  return appended;
}

async function reviseOne(
  tx: Tx,
  known: ClockFacts,
  { cause, reason, by }: RevisionCause,
  now: Instant,
): Promise<boolean> {
  const { row, schedule, incident } = known;
  const definitionVersion = row.definition.version;
  const scheduleVersion = schedule?.version ?? null;
  const lookedAt = incident?.updatedAt ?? null;
  const isVoid = known.voidBecause !== null;
  const { events } = readClock(known, now);
  const inputs = { events: inOneOrder(events), isVoid };
  const hashed = JSON.stringify({ ...inputs, definitionVersion, scheduleVersion });
  const inputsHash = createHash("sha256").update(hashed).digest("hex");
  if (inputsHash === row.inputsHash) {
    await noteLooked(tx, row.id, { lookedAt, definitionVersion, scheduleVersion });
    return false;
  }
  // Senders' watches may be ahead of ours: what they told counts in the revision all the same.
  const { state } = readClock(known, instant(Math.max(now, ...events.map(({ at }) => at))));
  await insertClockRevision(
    tx,
    {
      ...{
        clockId: row.id,
        revision: row.revision + 1,
        cause: row.revision === 0 ? "attached" : cause,
        reason,
        byName: by,
      },
      ...{ definitionVersion, scheduleVersion, inputs, inputsHash, isVoid },
      startedAt: dateOf(state.startedAt),
      stoppedAt: dateOf(state.stoppedAt),
      dueAt: dateOf(state.dueAt),
    },
    lookedAt,
  );
  return true;
}

function inOneOrder<Event extends { readonly at: Instant }>(events: readonly Event[]): Event[] {
  const text = (event: Event) => JSON.stringify(event);
  return [...events].sort((left, right) => left.at - right.at || (text(left) < text(right) ? -1 : 1));
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
