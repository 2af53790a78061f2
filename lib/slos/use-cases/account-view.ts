import { lengthMs } from "@/lib/kernel/intervals";
import type { ObjectiveDetail, SloDefinition } from "../contract";
import type { MinuteSeries } from "../domain/evaluation";
import { minuteMs } from "../domain/minutes";
import { accountOfSeries } from "../domain/objective-account";
import type { LeftOut } from "../left-out-read-model";

/** The period's time told apart, and the maintenance in it: what was announced in time, and what was not. */
export function accountView(
  series: MinuteSeries,
  definition: SloDefinition,
  { windows, waived }: LeftOut,
): Pick<ObjectiveDetail, "account" | "maintenance"> {
  const planned = windows.flatMap((window) => window.planned);
  const account = accountOfSeries(series, definition, { planned, waived });
  return {
    account:
      series.slices.length === 0
        ? null
        : {
            from: iso(series.from),
            to: iso(series.from + series.slices.length * minuteMs),
            badBelowPercent:
              definition.method.kind === "timeslices" ? definition.method.slicePercent : definition.targetPercent,
            ...account,
          },
    maintenance: windows.map(({ windowId, name, said, announcedAt, planned: time }) => ({
      windowId,
      name,
      from: iso(said.from),
      to: iso(said.to),
      announcedAt: iso(announcedAt),
      plannedMs: lengthMs(time),
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
