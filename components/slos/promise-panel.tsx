import Link from "next/link";
import type { ReactNode } from "react";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import type { PromiseView } from "@/lib/slos/dependency-contract";
import classes from "./slos.module.css";

const badges: Readonly<Record<PromiseView["verdict"], { readonly status: Status; readonly label: string }>> = {
  holds: { status: "healthy", label: "Can be kept" },
  holds_if_independent: { status: "neutral", label: "If failures do not gather" },
  doubtful: { status: "at_risk", label: "Only if failures gather" },
  cannot: { status: "failed", label: "Cannot be kept" },
  unknown: { status: "no_data", label: "Unknown" },
};

/** Whether what it stands on lets the promise be kept, who answers for what, and the arithmetic. */
export function PromisePanel({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { promise } = objective;
  if (promise === null) return null;
  return (
    <Panel
      title="Stands on"
      description="What others promise is the most that can be promised here; own failures come on top."
      actions={<StatusBadge {...badges[promise.verdict]} />}
    >
      <ul className={classes.list}>
        {promise.dependencies.map((dependency) => (
          <li key={`${dependency.kind} ${dependency.slug}`} className={classes.row}>
            <span className={classes.name}>
              {dependency.kind === "objective" ? (
                <Link href={`/slos/${dependency.slug}`}>{dependency.name}</Link>
              ) : (
                <Link href="/slos/vendors">{dependency.name}</Link>
              )}
              <span className={classes.muted}>
                {dependency.owner}: {dependency.promisedPercent ? `${dependency.promisedPercent} %` : dependency.gap}
                {dependency.group ? `, in the group “${dependency.group}”` : ""}
                {dependency.validUntil ? (
                  <>
                    , until <Time atMs={Date.parse(dependency.validUntil)} format="absolute" />
                  </>
                ) : null}
              </span>
              {dependency.fallback ? (
                <span className={classes.muted}>When it is not kept: {dependency.fallback}</span>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      <ol className={classes.rule}>
        {promise.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Panel>
  );
}
