import Link from "next/link";
import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { AlarmDetail } from "@/lib/alerts/contract";
import classes from "./alerts.module.css";

/** Where it is, when what happened, and what was known when it fired. */
export function AlertFacts({ alert }: { readonly alert: AlarmDetail }): ReactNode {
  return (
    <div className={classes.column}>
      <Panel title="Facts">
        <Facts layout="rows" facts={[...placeFacts(alert), ...timeFacts(alert)]} />
      </Panel>
      {alert.facts.rules.length > 0 || alert.facts.targetPercent ? (
        <Panel title="When it fired">
          <Facts layout="rows" facts={arithmeticFacts(alert)} />
        </Panel>
      ) : null}
    </div>
  );
}

function placeFacts({ objective, service, environment, facts }: AlarmDetail): Fact[] {
  const { policy, rolloutId, findingId, target } = facts;
  return [
    ...(objective
      ? [{ term: "Objective", value: <Link href={`/slos/${objective.slug}`}>{objective.name}</Link> }]
      : []),
    ...(policy ? [{ term: "Policy", value: <Link href={`/policies/${policy.slug}`}>{policy.name}</Link> }] : []),
    ...(rolloutId ? [{ term: "Rollout", value: <Link href={`/rollouts/${rolloutId}`}>The rollout</Link> }] : []),
    ...(findingId
      ? [{ term: "Anomaly", value: <Link href={`/insights/anomalies/${findingId}`}>The series around it</Link> }]
      : []),
    ...(target ? [{ term: "Target of", value: <Link href={target.path}>{target.of}</Link> }] : []),
    ...(service ? [{ term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> }] : []),
    ...(environment ? [{ term: "Environment", value: environment.name }] : []),
  ];
}

function timeFacts(alert: AlarmDetail): Fact[] {
  const time = (at: string) => <Time atMs={Date.parse(at)} format="absolute" />;
  const { firedAt, frozenSince, acknowledgedAt, acknowledgedBy, acknowledgeReason, resolvedAt } = alert;
  return [
    { term: "Fired", value: time(firedAt) },
    ...(frozenSince ? [{ term: "Dark since", value: time(frozenSince) }] : []),
    ...(acknowledgedAt ? [{ term: "Acknowledged", value: time(acknowledgedAt) }] : []),
    ...(acknowledgedBy ? [{ term: "By", value: acknowledgedBy }] : []),
    ...(acknowledgeReason ? [{ term: "With the words", value: acknowledgeReason }] : []),
    ...(resolvedAt ? [{ term: "Over", value: time(resolvedAt) }] : []),
  ];
}

function arithmeticFacts({ facts }: AlarmDetail): Fact[] {
  const { rules, targetPercent, budgetLeftWorstPercent: worst, budgetLeftBestPercent: best, live } = facts;
  const left =
    worst === null ? "not known" : worst === best || best === null ? `${worst} %` : `${worst} % to ${best} %`;
  return [
    ...(targetPercent ? [{ term: "Target", value: `${targetPercent} %` }] : []),
    { term: "Budget left", value: left },
    ...rules.map(({ rule, longWindowMs, shortWindowMs, longBurn, shortBurn, factor }) => ({
      term: `${formatDuration(longWindowMs)} / ${formatDuration(shortWindowMs)}`,
      value: (
        <span className={classes.name} key={rule}>
          burn {longBurn ?? "–"} / {shortBurn ?? "–"}
          <span className={classes.muted}>limit {factor}</span>
        </span>
      ),
    })),
    ...live.map(({ deploymentId, version, since }) => ({
      term: "Live then",
      value: (
        <span className={classes.name}>
          {deploymentId ? <Link href={`/deployments/${deploymentId}`}>{version}</Link> : version}
          <span className={classes.muted}>
            since <Time atMs={Date.parse(since)} />
          </span>
        </span>
      ),
    })),
  ];
}
