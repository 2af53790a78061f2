import { type Instant, instant } from "@/lib/kernel/instant";
import { intersection, lengthMs } from "@/lib/kernel/intervals";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { ObjectiveSlugInput, SloDefinition } from "../contract";
import type { TimeAccountView } from "../detail-contract";
import { accountFor, addsUp } from "../domain/accounting";
import { shareOf } from "../domain/evaluation";
import { isCounted } from "../domain/sli-kind";
import { sharesOf, timeFactsOf } from "../domain/time-facts";
import { loadLeftOut } from "../left-out-read-model";
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
    if (!isCounted(definition))
      throw invalidField("slug", "It is not counted by the minute, and has no account of time.", "Ask of its parts.");
    const executor = prismaExecutor(db);
    const place = await findMeasured(db, row, definition.sli);
    const { series, view } = await loadLevel(executor, place?.targetId ?? null, definition, now);
    const minutePercent = minutePercentOf(definition);
    const facts = timeFactsOf(series, instant(Date.parse(view.from)), shareOf(minutePercent));
    const { windows, waived } = (await loadLeftOut(executor, facts.window))(row);
    const account = accountFor({ ...facts, planned: windows.flatMap(({ planned }) => planned), waived });
    const shares = sharesOf(account);
    return {
      from: text(facts.window.from),
      to: text(facts.window.to),
      account,
      addsUp: addsUp(account),
      minutePercent,
      rawPercent: percent(shares.raw),
      adjustedPercent: percent(shares.adjusted),
      maintenance: windows.map(({ windowId, name, said, announcedAt, planned }) => ({
        windowId,
        name,
        from: text(said.from),
        to: text(said.to),
        announcedAt: text(announcedAt),
        plannedMs: lengthMs(intersection(planned, [facts.window])),
      })),
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
