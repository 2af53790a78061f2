import type { CountsAccumulator } from "@/lib/analysis/domain/counts";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { contentHashOf } from "./content-hash";
import { type MeterPlace, meterText } from "./domain/meter";
import { Meter } from "./sli-contract";

/** The id of a meter in a place; the same for the same content. */
export function meterIdOf(place: MeterPlace, meter: Meter): string {
  return `mtr_${contentHashOf(meterText(place, meter)).slice(0, 40)}`;
}

export interface StoredMeter extends MeterPlace {
  readonly id: string;
  readonly meter: Meter;
  readonly service: string;
  readonly environment: string;
  /** Where its counters have come to. */
  readonly series: { readonly good: CountsAccumulator["series"]; readonly total: CountsAccumulator["series"] } | null;
  readonly toldAt: Instant | null;
  readonly takenUntil: Instant | null;
  readonly carry: { readonly good: number; readonly bad: number };
  readonly blindSince: Instant | null;
  readonly createdAt: Instant;
}

interface Row {
  id: string;
  service_id: string;
  environment_id: string;
  service: string;
  environment: string;
  spec: unknown;
  series: StoredMeter["series"];
  told_at: Date | null;
  taken_until: Date | null;
  carry_good: number;
  carry_bad: number;
  blind_since: Date | null;
  created_at: Date;
}

const at = (date: Date | null) => (date === null ? null : instant(date.getTime()));

/** Meters that an objective in force is counted by. */
export async function listMetersInUse(db: SqlExecutor): Promise<StoredMeter[]> {
  const rows = await db.query<Row>(sql`
    select m.id, m.service_id, m.environment_id, s.slug as service, e.slug as environment, m.spec, m.series, m.told_at,
           m.taken_until, m.carry_good, m.carry_bad, m.blind_since, m.created_at
    from meter m join service s on s.id = m.service_id join environment e on e.id = m.environment_id
    where exists (select 1 from objective o where o.meter_id = m.id and o.retired_at is null)
    order by m.id`);
  return rows.map((row) => ({
    id: row.id,
    serviceId: row.service_id,
    environmentId: row.environment_id,
    service: row.service,
    environment: row.environment,
    meter: Meter.parse(row.spec),
    series: row.series,
    toldAt: at(row.told_at),
    takenUntil: at(row.taken_until),
    carry: { good: row.carry_good, bad: row.carry_bad },
    blindSince: at(row.blind_since),
    createdAt: instant(row.created_at.getTime()),
  }));
}

export interface MeterState {
  readonly id: string;
  readonly blind: { readonly cause: string; readonly detail: string; readonly since: string | null } | null;
}

/** What these meters suffer from, by id; those that were never kept are left out. */
export async function meterStates(db: Db | Tx, ids: readonly string[]): Promise<Map<string, MeterState>> {
  if (ids.length === 0) return new Map();
  const rows = await db.meter.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, blindCause: true, blindDetail: true, blindSince: true },
  });
  return new Map(
    rows.map(({ id, blindCause, blindDetail, blindSince }) => [
      id,
      {
        id,
        blind: blindCause && {
          cause: blindCause,
          detail: blindDetail ?? "",
          since: blindSince?.toISOString() ?? null,
        },
      } as MeterState,
    ]),
  );
}
