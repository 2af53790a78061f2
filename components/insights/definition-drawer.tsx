"use client";

import { Drawer } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDuration } from "@/components/feedback/time-format";
import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import type { ExclusionReason } from "@/lib/insights/domain/counting";
import { type Measure, measureWords } from "@/lib/insights/domain/measures";
import { exclusionWords } from "./exclusion-words";
import { figureText, intervalText, sampleText } from "./figure-words";
import classes from "./insights.module.css";

export interface DefinitionDrawerProps {
  readonly measure: Measure | null;
  readonly answer: FiguresAnswer;
  /** Address of rows of this measure that are left out for a reason. */
  readonly rowsHref: (measure: Measure, show: string) => string;
  readonly onClose: () => void;
}

const intervals = {
  share: "Wilson score interval of a share.",
  ms: "Exact interval of a median from order statistics: it assumes nothing about the distribution.",
  per_day: "Exact (Garwood) interval of a Poisson rate.",
} as const;

/** Everything needed to believe a figure or to compute it again. */
export function DefinitionDrawer({ measure, answer, rowsHref, onClose }: DefinitionDrawerProps): ReactNode {
  const figure = answer.figures.find((one) => one.measure === measure);
  return (
    <Drawer
      opened={measure !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={measure ? measureWords[measure].title : ""}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {measure && figure ? <Definition measure={measure} figure={figure} answer={answer} rowsHref={rowsHref} /> : null}
    </Drawer>
  );
}

interface DefinitionProps {
  readonly measure: Measure;
  readonly figure: FigureView;
  readonly answer: FiguresAnswer;
  readonly rowsHref: DefinitionDrawerProps["rowsHref"];
}

function Definition({ measure, figure, answer, rowsHref }: DefinitionProps): ReactNode {
  const words = measureWords[measure];
  const { window } = answer;
  return (
    <div className={classes.definition}>
      <section>
        <p>{words.question}</p>
        <h3>{figureText(figure)}</h3>
        <p>
          {sampleText(figure)}
          {figure.value === null ? "" : `; ${intervalText(figure)}`}
        </p>
      </section>
      <section>
        <h3>Rule</h3>
        <p>{words.rule}</p>
        <p>
          <Link href="/insights/rules">Rules, version {answer.rulesVersion}</Link>, which also say what is left out.
        </p>
      </section>
      <section>
        <h3>Window</h3>
        <p>
          {window.from} to {window.to}, days of {answer.zone}
          {window.isPartial ? "; not over yet, or begun before anything was on record" : ""}.{" "}
          {answer.environments.length === 0
            ? "No environment counts as production."
            : `In ${answer.environments.map((one) => one.name).join(", ")}.`}
        </p>
      </section>
      <section>
        <h3>Interval</h3>
        <p>{intervals[words.unit]} It covers the true value in 95 of 100 such samples.</p>
      </section>
      <Exclusions measure={measure} figure={figure} rowsHref={rowsHref} />
      <Distribution measure={measure} answer={answer} />
    </div>
  );
}

function Exclusions({ measure, figure, rowsHref }: Omit<DefinitionProps, "answer">): ReactNode {
  const reasons = Object.entries(figure.excluded) as [ExclusionReason, number][];
  return (
    <section>
      <h3>Left out</h3>
      {reasons.length === 0 ? (
        <p>Nothing of the window.</p>
      ) : (
        <ul>
          {reasons.map(([reason, count]) => (
            <li key={reason}>
              <Link href={rowsHref(measure, reason)}>
                {count} {exclusionWords[reason]}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Distribution({ measure, answer }: { readonly measure: Measure; readonly answer: FiguresAnswer }): ReactNode {
  const found = answer.distributions.find((one) => one.measure === measure)?.classes ?? [];
  if (found.length === 0) return null;
  const most = Math.max(...found.map((one) => one.count));
  return (
    <section>
      <h3>Distribution</h3>
      <div className={classes.classes}>
        {found.map((one) => (
          <DistributionRow key={one.fromMs} {...one} most={most} />
        ))}
      </div>
    </section>
  );
}

interface DistributionRowProps {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly count: number;
  readonly most: number;
}

function DistributionRow({ fromMs, toMs, count, most }: DistributionRowProps): ReactNode {
  const label = toMs === null ? `over ${formatDuration(fromMs)}` : `to ${formatDuration(toMs)}`;
  return (
    <>
      <span>{label}</span>
      <span className={classes.classBar} style={{ width: `${Math.max(1, (100 * count) / most)}%` }} />
      <span>{count}</span>
    </>
  );
}
