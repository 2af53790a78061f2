import { countOwedByTeam, listOwedOfService } from "@/lib/emergencies/owed-read-model";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listObjectiveRows } from "@/lib/slos/objective-read-model";
import { viewObjective } from "@/lib/slos/use-cases/objective-view";
import { countRenewals, renewalReasons } from "../domain/renewals";
import { type Assessment, assess, leastBudget } from "../domain/risk-score";
import { debtReasons } from "../domain/waiver-commands";
import { findPlaceFacts } from "../place-read-model";
import type { WaiverKind } from "../port";
import { earlierSpans } from "../waiver-record-read-model";

export interface Weighed {
  readonly assessment: Assessment;
  readonly renewals: number;
  /** Debts and renewals that stand in its way. */
  readonly refusals: readonly Reason[];
}

export interface ToWeigh {
  /** Empty for one that is not there yet. */
  readonly waiverId: string;
  readonly kind: WaiverKind;
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** Score a waiver as it would be asked for at `now`, and tell what would refuse it. */
export async function weighWaiver(db: Db | Tx, given: ToWeigh, now: Instant): Promise<Weighed> {
  const executor = prismaExecutor(db);
  const { serviceId, environmentId, waiverId, startsAt } = given;
  const place = await findPlaceFacts(executor, serviceId, environmentId);
  const renewals = countRenewals(await earlierSpans(executor, given, waiverId), startsAt);
  const owed = await listOwedOfService(executor, serviceId, now);
  const assessment = assess({
    kind: given.kind,
    subject: given.subject,
    tier: place.tier,
    environmentKind: place.environmentKind,
    durationMs: given.endsAt - startsAt,
    renewals,
    openDebts: await countOwedByTeam(executor, serviceId, now),
    budgetLeft: await budgetLeftAt(db, { service: place.service, environment: place.environment }, now),
  });
  return { assessment, renewals, refusals: [...debtReasons(owed), ...renewalReasons(renewals)] };
}

async function budgetLeftAt(
  db: Db | Tx,
  place: { readonly service: string; readonly environment: string },
  now: Instant,
): Promise<number | null> {
  const rows = await listObjectiveRows(db, place);
  const left: (number | null)[] = [];
  for (const row of rows) left.push((await viewObjective(db, row, now)).view.level.budgetLeftWorst);
  return leastBudget(left);
}
