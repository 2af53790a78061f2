import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { AvailabilityInput, type AvailabilityView } from "../contract";
import { type Availability, availabilityOf, combined } from "../domain/availability";
import { sprintsIn } from "../domain/sprints";
import { loadMeasured } from "../measured-read-model";
import { listPromises, promisedIn, promiseView } from "../promise-read-model";
import { loadTerms } from "../terms-read-model";
import { requireEnvironment } from "./find-wished";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const shownOutages = 100;

type Measured = AvailabilityView["whole"];

/** How much of what was promised of an environment was there, as far as anything measures it, and which sprints it hit. */
export const getAvailability = defineQuery({
  name: "environment.availability",
  permission: "reservation:read",
  input: AvailabilityInput,
  async handle({ input, db, now }): Promise<AvailabilityView> {
    const run = prismaExecutor(db);
    const environment = await requireEnvironment(run, input.slug);
    const to = instant(Math.floor(now / minuteMs) * minuteMs);
    const range = { from: instant(to - input.days * dayMs), to };
    const promises = await listPromises(run, environment.id, range.from);
    const promised = promises.flatMap((one) => promisedIn(one, range));
    const sources = await loadMeasured(run, environment.id, range);
    const known = combined(sources);
    const whole = availabilityOf(known, promised, range);
    const { sprint } = await loadTerms(run, environment.id);
    const sprints = sprint === null ? [] : sprintsIn(sprint, range);
    const sprintAt = (at: Instant) => sprints.find((one) => one.from <= at && at < one.to)?.number ?? null;
    return {
      range: timesOf(range),
      promises: promises.map(promiseView),
      whole: measuredOf(whole),
      sources: sources.map((one) => ({
        name: one.name,
        href: one.href,
        ...measuredOf(availabilityOf(combined([one]), promised, range)),
      })),
      outages: whole.outages
        .slice(-shownOutages)
        .toReversed()
        .map((outage) => ({ ...timesOf(outage), sprint: sprintAt(outage.from) })),
      sprintCalendar: sprint?.calendar ?? null,
      sprints: sprints.map((one) => ({
        number: one.number,
        timeZone: sprint?.timeZone ?? "UTC",
        ...timesOf(one),
        ...measuredOf(availabilityOf(known, promised, within(one, range))),
      })),
    };
  },
});

function within(span: Period, range: Period): Period {
  return { from: instant(Math.max(span.from, range.from)), to: instant(Math.min(span.to, range.to)) };
}

function timesOf({ from, to }: Period): { startsAt: string; endsAt: string } {
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(to).toISOString() };
}

/** Shares in percent, rounded down to hundredths, so that what missed something never reads as if it had not. */
function measuredOf({ promisedMs, upMs, downMs, unknownMs, ratio, coverage }: Availability): Measured {
  const percent = (share: number | null) => (share === null ? null : Math.floor(share * 10_000 + 1e-6) / 100);
  return {
    ...{ promisedMs, upMs, downMs, unknownMs },
    availablePercent: percent(ratio),
    coveragePercent: percent(coverage),
  };
}
