import { Button, Group, TagsInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { SloDefinition, TargetComparison } from "@/lib/slos/contract";
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
          label="Beside it, over the last two quarters"
          description="Other targets in percent, at most five"
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label="Targets side by side">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Target</th>
            {first.quarters.map(({ from }) => (
              <th key={from} scope="col">
                {quarterName(from)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.targets.map(({ targetPercent, obstacle, quarters }) => (
            <tr key={targetPercent}>
              <th scope="row">
                {targetPercent} %{targetPercent === proposed ? " (proposed)" : ""}
                {obstacle ? <div className={classes.muted}>Cannot be saved: {obstacle}</div> : null}
              </th>
              {quarters.map((quarter) => (
                <td key={quarter.from}>
                  <StatusBadge {...verdictBadge(quarter.level.verdict)} />
                  <QuarterWords quarter={quarter} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function QuarterWords({ quarter }: { readonly quarter: Quarter }): ReactNode {
  const used = rangeOf(quarter.budgetUsedBestPercent, quarter.budgetUsedWorstPercent);
  if (used === null) return <div className={classes.muted}>Nothing was counted.</div>;
  return (
    <>
      <div>{used} of the budget used</div>
      <div className={classes.muted}>
        {quarter.pages} pages, {quarter.tickets} tickets
      </div>
    </>
  );
}

/** "Q3 2026" of a quarter that begins at local midnight somewhere: the day after is in it everywhere. */
function quarterName(from: string): string {
  const inside = new Date(Date.parse(from) + 86_400_000);
  return `Q${Math.floor(inside.getUTCMonth() / 3) + 1} ${inside.getUTCFullYear()}`;
}
