import { Button, Group, TagsInput } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { formatValue } from "@/components/charts/chart-data";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { SloDefinition, TargetComparison, TargetOutlook } from "@/lib/slos/contract";
import { rangeOf, verdictBadge } from "./objective-words";
import classes from "./slos.module.css";

interface Question {
  readonly service: string;
  readonly environment: string;
  readonly definition: SloDefinition;
  readonly targets: string[];
}

export type CompareAction = ServerAction<Question, TargetComparison>;

type Quarter = TargetComparison["targets"][number]["quarters"][number];

export interface TargetsBesideProps extends Omit<Question, "targets"> {
  readonly compare: CompareAction;
}

/** Other targets beside the one that is proposed, over the last two whole quarters. */
export function TargetsBeside({ compare, ...question }: TargetsBesideProps): ReactNode {
  const [others, setOthers] = useState<string[]>(["99", "99.5", "99.9", "99.95"]);
  const [answer, setAnswer] = useState<TargetComparison | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);
  const targets = [...new Set([question.definition.targetPercent, ...others])].sort(
    (left, right) => Number(left) - Number(right),
  );
  async function ask(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    try {
      setAnswer(await callAction(compare, { ...question, targets }));
    } catch (error) {
      setFailure(error);
    } finally {
      setIsAsking(false);
    }
  }
  return (
    <>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TagsInput
          label="Compare with other targets"
          description="In percent, at most five: over the last two quarters and the 13 weeks to come"
          maxTags={5}
          value={others}
          onChange={setOthers}
          style={{ flex: 1 }}
        />
        <Button variant="default" loading={isAsking} onClick={() => void ask()}>
          Compare
        </Button>
      </Group>
      {failure ? <ErrorState error={failure} doing="compare targets" onRetry={() => void ask()} /> : null}
      {answer ? <Compared answer={answer} proposed={question.definition.targetPercent} /> : null}
    </>
  );
}

function Compared({ answer, proposed }: { readonly answer: TargetComparison; readonly proposed: string }): ReactNode {
  const [first] = answer.targets;
  if (answer.knownSince === null || !first)
    return <p className={classes.rule}>Nothing was ever counted for this service here.</p>;
  return (
    <>
      <ComparedTable answer={answer} proposed={proposed} quarters={first.quarters} />
      <OutlookWords outlook={answer.outlook} />
    </>
  );
}

interface ComparedTableProps {
  readonly answer: TargetComparison;
  readonly proposed: string;
  readonly quarters: readonly Quarter[];
}

function ComparedTable({ answer, proposed, quarters }: ComparedTableProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label="Targets side by side">
      <table className={classes.table}>
        <caption>How much of the error budget is used</caption>
        <thead>
          <tr>
            <th scope="col">Target</th>
            {quarters.map(({ from }) => (
              <th key={from} scope="col">
                {quarterName(from)}
              </th>
            ))}
            {answer.outlook ? <th scope="col">Next 13 weeks</th> : null}
          </tr>
        </thead>
        <tbody>
          {answer.targets.map(({ targetPercent, obstacle, quarters: ofTarget, aheadUsedPercent }) => (
            <tr key={targetPercent}>
              <th scope="row">
                {targetPercent} %{targetPercent === proposed ? <div className={classes.muted}>proposed</div> : null}
                {obstacle ? <div className={classes.obstacle}>Cannot be saved: {obstacle}</div> : null}
              </th>
              {ofTarget.map((quarter) => (
                <td key={quarter.from}>
                  <StatusBadge {...verdictBadge(quarter.level.verdict)} />
                  <QuarterWords quarter={quarter} />
                </td>
              ))}
              {aheadUsedPercent ? (
                <td>
                  <div>about {figure(aheadUsedPercent.expected)} %</div>
                  <div className={classes.muted}>
                    {figure(aheadUsedPercent.low)} to {figure(aheadUsedPercent.high)} %
                  </div>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How the last column comes about. */
function OutlookWords({ outlook }: { readonly outlook: TargetOutlook | null }): ReactNode {
  if (!outlook)
    return <p className={classes.rule}>Fewer than 12 weeks are known, so the next ones are not forecast.</p>;
  const { unit, weeks, total, trend, launches, coverage } = outlook;
  return (
    <div className={classes.rule}>
      <p>
        As the last {weeks} weeks go on, {figure(total)} {unit} come, of which {interval(trend)} are bad.
      </p>
      <p>{launchWords(outlook)}</p>
      {launches.planned.length > 0 ? (
        <ul>
          {launches.planned.map(({ id, name, at }) => (
            <li key={id}>
              <Link href={`/releases/${id}`}>{name}</Link>, <Time atMs={Date.parse(at)} format="absolute" />
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        Intervals hold four of five
        {coverage === null ? "" : `; for single weeks they held ${Math.round(100 * coverage)} %`}.
      </p>
    </div>
  );
}

/** What releases add to the weeks as they go on. */
function launchWords({ unit, added, bad, launches }: TargetOutlook): string {
  const { planned, usual, cost } = launches;
  const plan = `${planned.length === 1 ? "1 release is" : `${planned.length} releases are`} planned here, ${figure(usual)} are usual`;
  const adds =
    added.expected > 0
      ? `: the others add ${interval(added)}, together ${interval(bad)}.`
      : " and in the trend already.";
  const costs = cost
    ? `One cost ${interval(cost)} bad ${unit} in the day after it, by ${cost.launches} of them.`
    : "Too few were made to say what one costs.";
  return `${plan}${adds} ${costs}`;
}

function interval({ expected, low, high }: TargetOutlook["bad"]): string {
  return `${figure(expected)} (${figure(low)} to ${figure(high)})`;
}

/** Three digits, thousands apart. */
function figure(value: number): string {
  return formatValue(Number(value.toPrecision(3)), "plain").replace("-", "−");
}

function QuarterWords({ quarter }: { readonly quarter: Quarter }): ReactNode {
  const used = rangeOf(quarter.budgetUsedBestPercent, quarter.budgetUsedWorstPercent);
  if (used === null) return <div className={classes.muted}>Nothing was counted.</div>;
  return (
    <>
      <div>{used}</div>
      <div className={classes.muted}>{alertsIn(quarter)}</div>
    </>
  );
}

/** "Q3 2026" of a quarter that begins at local midnight somewhere: the day after is in it everywhere. */
function quarterName(from: string): string {
  const inside = new Date(Date.parse(from) + 86_400_000);
  return `Q${Math.floor(inside.getUTCMonth() / 3) + 1} ${inside.getUTCFullYear()}`;
}

function alertsIn({ pages, tickets }: Quarter): string {
  if (pages + tickets === 0) return "no alert fired";
  return `${pages === 1 ? "1 page" : `${pages} pages`}, ${tickets === 1 ? "1 ticket" : `${tickets} tickets`}`;
}
