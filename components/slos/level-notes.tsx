import type { ReactNode } from "react";
import { groupDigits } from "@/components/charts/chart-data";
import { Time } from "@/components/feedback/time";
import type { LevelView, ObjectiveDetail } from "@/lib/slos/contract";
import type { DeliveryFacts } from "@/lib/slos/detail-contract";
import type { CompositeSli } from "@/lib/slos/sli-contract";
import { rangeOf, shortPercent } from "./objective-words";
import classes from "./slos.module.css";

/** Thousands apart; null of what is made of other levels. Counts are exact, and may be larger than a number holds. */
function many(count: string | number | null): string {
  return count === null ? "none" : groupDigits(`${count}`);
}

/** What was counted, in words. */
export function countNote({ level, delivery, parts, definition }: ObjectiveDetail): string {
  if (delivery)
    return `${many(delivery.good)} of ${many(delivery.good + delivery.bad)} ${delivery.eventName} were good`;
  if (parts) return `from the levels of ${parts.length} parts`;
  const events = definition.sli.kind === "ratio" ? "events" : "requests";
  if (level.total === "0") return `no ${events} were counted`;
  if (level.sampled)
    return `estimated: ${many(level.good)} of ${many(level.total)} ${events}, from ${many(level.sampled.seen)} seen`;
  return `${many(level.good)} of ${many(level.total)} ${events} were good`;
}

/** What nobody knows, in words. */
export function unknownNote({ level, delivery, parts }: ObjectiveDetail): string {
  if (delivery) return delivery.unknown === 0 ? "every event is judged" : `${delivery.unknown} cannot be judged yet`;
  if (parts) return "of the weight of its parts";
  return level.unknownMinutes === 1 ? "1 minute is unknown" : `${many(level.unknownMinutes)} minutes are unknown`;
}

/** How a delivery objective is counted and how sure that is. */
export function DeliveryRule({
  delivery,
  from,
}: {
  readonly delivery: DeliveryFacts;
  readonly from: string;
}): ReactNode {
  const interval = rangeOf(delivery.lowPercent, delivery.highPercent);
  const excluded = Object.entries(delivery.excluded);
  return (
    <p className={classes.rule}>
      {delivery.rule} From <Time atMs={Date.parse(from)} format="absolute" /> on, by version {delivery.rulesVersion} of
      the rules of insights;{" "}
      {delivery.onRecordFrom ? (
        <>
          on record since <Time atMs={Date.parse(delivery.onRecordFrom)} format="absolute" />
        </>
      ) : (
        "nothing is on record"
      )}
      .{" "}
      {interval
        ? `95 % interval (Wilson): ${interval}. It is met or missed only when all of the interval is on that side.`
        : "Every event of the period is counted, so that there is no interval."}
      {delivery.silences.map(({ source, from: since, to }) => (
        <span key={`${source} ${since}`}>
          {" "}
          {source} was silent from <Time atMs={Date.parse(since)} format="absolute" />{" "}
          {to === null ? (
            "on"
          ) : (
            <>
              to <Time atMs={Date.parse(to)} format="absolute" />
            </>
          )}
          : days without a deployment then are unknown.
        </span>
      ))}
      {excluded.length > 0
        ? ` Not counted: ${excluded.map(([reason, count]) => `${count} ${reason.replaceAll("_", " ")}`).join(", ")}.`
        : null}
    </p>
  );
}

/** What sampling leaves open, and how that is known. */
export function SamplingRule({ sampled }: { readonly sampled: NonNullable<LevelView["sampled"]> }): ReactNode {
  return (
    <p className={classes.rule}>
      Sampled: {shortPercent(sampled.estimatePercent)} ± {shortPercent(sampled.boundPoints)} %, that is{" "}
      {rangeOf(sampled.lowPercent, sampled.highPercent)} with 95 % confidence. Each event that was kept counts 1/p times
      (Horvitz–Thompson); the bounds of good and of bad ones (Fay–Feuer) are put together by MOVER. It is met or missed
      only when all of the bound is on that side.
    </p>
  );
}

const combinations: Readonly<Record<CompositeSli["combine"], string>> = {
  all: "It is good when all of its parts are. The range holds however they fail together (Fréchet bounds): at worst never at the same time, at best always.",
  any: "It is good when any of its parts is. The range holds however they fail together (Fréchet bounds).",
  weighted: "The mean of its parts, by their weights.",
};

/** How parts are put together, and what an unknown one does. */
export function CompositeRule({
  combine,
  from,
}: {
  readonly combine: CompositeSli["combine"];
  readonly from: string;
}): ReactNode {
  return (
    <p className={classes.rule}>
      {combinations[combine]} Each part is counted from <Time atMs={Date.parse(from)} format="absolute" /> on, the
      period of this objective. A part that nobody knows counts as all bad at worst and all good at best.
    </p>
  );
}
