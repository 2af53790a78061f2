import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { CheckRow } from "../check-read-model";
import { type CheckView, Journey } from "../contract";
import { bandOf } from "../domain/band";
import { listStrips, type StripRun } from "../run-read-model";

const stripLength = 30;

/** Checks as shown, with how they are at `now`. */
export async function viewChecks(db: Db | Tx, rows: readonly CheckRow[], now: Instant): Promise<CheckView[]> {
  const ids = rows.map(({ id }) => id);
  const { strips, running } = await listStrips(prismaExecutor(db), ids, stripLength);
  return rows.map((row) => shown(row, strips.get(row.id) ?? [], running.has(row.id), now));
}

/** One check as shown. */
export async function viewCheck(db: Db | Tx, row: CheckRow, now: Instant): Promise<CheckView> {
  const [view] = await viewChecks(db, [row], now);
  if (!view) throw new Error("a check was asked about and got no view");
  return view;
}

function shown(row: CheckRow, strip: StripRun[], isRunning: boolean, now: Instant): CheckView {
  const { id, slug, name, service, environment, intervalMs, isAroundRollouts, secretNames, revision } = row;
  const isEnabled = row.disabledAt === null;
  const ended = strip.map((run) => ({ outcome: run.outcome, at: Date.parse(run.at) as Instant }));
  return {
    id,
    slug,
    name,
    service,
    environment,
    journey: Journey.parse(row.journey),
    intervalMs,
    isAroundRollouts,
    secretNames,
    isEnabled,
    band: bandOf({ isEnabled, intervalMs }, ended, now),
    strip,
    isRunning,
    nextDueAt: isEnabled ? row.nextDueAt.toISOString() : null,
    revision,
    updatedAt: row.updatedAt.toISOString(),
  };
}
