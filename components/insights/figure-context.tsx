import Link from "next/link";
import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import type { FiguresAnswer } from "@/lib/insights/contract";
import { exclusionWords, expectedExclusions } from "./exclusion-words";
import classes from "./insights.module.css";

/** Under which rules, in which zone, as known when, and what is left out: what every figure of the page shares. */
export function FigureContext({ answer }: { readonly answer: FiguresAnswer }): ReactNode {
  const { asOf, computedAt, freshness, environments, rulesVersion, zone, onRecordFrom } = answer;
  return (
    <div className={classes.context}>
      <span>
        {asOf === null ? "As known now, " : "As known "}
        <Time atMs={Date.parse(asOf ?? computedAt)} format="absolute" />
      </span>
      <span>
        <Link href="/insights/rules">Rules, version {rulesVersion}</Link>
      </span>
      <span>Days of {zone}</span>
      <span>
        {environments.length === 0
          ? "No environment counts as production"
          : `In ${environments.map((one) => one.name).join(", ")}`}
      </span>
      {onRecordFrom === null ? null : (
        <span>
          On record since <Time atMs={Date.parse(onRecordFrom)} format="absolute" />
        </span>
      )}
      {freshness.waitingLanes > 0 ? <span>{freshness.waitingLanes} places are being looked at again</span> : null}
      {freshness.failedLanes > 0 ? (
        <strong>{freshness.failedLanes} places could not be looked at: their figures are old</strong>
      ) : null}
      <LeftOut answer={answer} />
    </div>
  );
}

/** What the failure rate leaves out: it shares its population with most others. */
function LeftOut({ answer }: { readonly answer: FiguresAnswer }): ReactNode {
  const figure = answer.figures.find((one) => one.measure === "change_failure_rate");
  const reasons = Object.entries(figure?.excluded ?? {}).filter(
    ([reason]) => !expectedExclusions.has(reason as keyof typeof exclusionWords),
  );
  if (reasons.length === 0) return <span>Nothing is left out</span>;
  const words = reasons.map(([reason, count]) => `${count} ${exclusionWords[reason as keyof typeof exclusionWords]}`);
  return <span>Left out: {words.join(", ")}</span>;
}
