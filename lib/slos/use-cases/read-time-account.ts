import { listPlannedMaintenance } from "@/lib/calendar/maintenance-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { listWaivedSpans } from "@/lib/waivers/waived-spans-read-model";
import { ObjectiveSlugInput, SloDefinition, type TimeAccountView } from "../contract";
import { accountFor, addsUp } from "../domain/accounting";
import { shareOf } from "../domain/evaluation";
import { sharesOf, timeFactsOf } from "../domain/time-facts";
import { loadLevel } from "../level-read-model";
import { findMeasured, findObjectiveRow } from "../objective-read-model";

/**
 * Where the time of an objective's period went: good, unplanned, planned, waived and unknown, which add up to the period; raw beside
 * adjusted.
 */
export const getTimeAccount = defineQuery({
  name: "objective.time_account",
  permission: "slo:read",
  input: ObjectiveSlugInput,
  async handle({ input, db, now }): Promise<TimeAccountView> {
    const row = await findObjectiveRow(db, input.slug);
    if (!row) throw notFound("objective", input.slug);
    const definition = SloDefinition.parse(row.definition);
    const { serviceId, environmentId } = row;
    const executor = prismaExecutor(db);
    const place = await findMeasured(db, row, definition.sli);
    const { series, view } = await loadLevel(executor, place?.targetId ?? null, definition, now);
    const minutePercent = minutePercentOf(definition);
    const facts = timeFactsOf(series, instant(Date.parse(view.from)), shareOf(minutePercent));
    const { window } = facts;
    const planned = await listPlannedMaintenance(executor, { serviceId, environmentId, ...window });
    const spans = await listWaivedSpans(executor, { kind: "objective", serviceId, environmentId });
    const waived = spans
      .filter(({ subject }) => subject === "*" || subject === row.slug)
      .filter(({ from, to }) => to > window.from && from < window.to);
    const account = accountFor({ ...facts, planned, waived });
    const shares = sharesOf(account);
    return {
      from: text(window.from),
      to: text(window.to),
      account,
      addsUp: addsUp(account),
      minutePercent,
      rawPercent: percent(shares.raw),
      adjustedPercent: percent(shares.adjusted),
      maintenance: planned.map(({ id, name, from, to }) => ({ id, name, from: text(from), to: text(to) })),
      waivers: [...new Set(waived.map(({ reference }) => reference))],
    };
  },
});

/** A minute is good when this share of its requests was: the definition's own for minutes, else its target. */
function minutePercentOf({ method, targetPercent }: SloDefinition): string {
  return method.kind === "timeslices" ? method.slicePercent : targetPercent;
}

function percent(share: Rational | null): string | null {
  return share && toDecimal(times(share, rational(100n)), 4);
}

function text(at: Instant): string {
  return new Date(at).toISOString();
}
