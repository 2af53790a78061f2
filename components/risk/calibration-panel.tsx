import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { IntervalChart } from "@/components/charts/interval-chart";
import { Panel } from "@/components/ui/panel";
import type { CalibrationView } from "@/lib/risk/contract";
import classes from "./risk.module.css";
import { percent } from "./risk-words";

export interface CalibrationPanelProps {
  readonly title: string;
  readonly description: string;
  readonly calibration: CalibrationView | null;
  /** The group that is open, by its place; null while none is. */
  readonly opened: number | null;
  readonly onOpen: (group: number) => void;
  /** What is said when there is none. */
  readonly none: string;
}

/** Whether what was said came true: Brier score against the base rate's, and the share that failed for each probability. */
export function CalibrationPanel(props: CalibrationPanelProps): ReactNode {
  const { title, description, calibration, none, opened, onOpen } = props;
  return (
    <Panel title={title} description={description}>
      {calibration ? (
        <>
          <p className={classes.answer}>{sentenceOf(calibration)}</p>
          <IntervalChart
            title="Said against came true"
            summary={`${calibration.n} changes in ${calibration.bins.length} groups of about the same size; the band is the 95 % interval of the share that failed.`}
            points={calibration.bins.map((bin, at) => ({
              key: `${at + 1}: said ${percent(bin.meanProbability)}`,
              label: percent(bin.meanProbability),
              value: bin.observed,
              low: bin.low,
              high: bin.high,
              n: bin.n,
              isPartial: false,
              gap: "none",
            }))}
            format={percent}
            nOf="changes"
            most={1}
          />
          <ul className={classes.groups} aria-label={`Groups: ${title.toLowerCase()}`}>
            {calibration.bins.map((bin, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a group is named by its place
              <li key={at}>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-pressed={opened === at + 1}
                  aria-label={`${percent(bin.meanProbability)}: open the ${bin.n} changes of group ${at + 1}`}
                  onClick={() => onOpen(at + 1)}
                >
                  {percent(bin.meanProbability)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className={classes.muted}>{none}</p>
      )}
    </Panel>
  );
}

function sentenceOf({ brier, baseBrier, difference, discrimination, n, failed }: CalibrationView): string {
  const sure = difference.high < 0 ? "clearly better" : difference.low > 0 ? "clearly worse" : "not clearly different";
  const order =
    discrimination === null
      ? ""
      : ` A change that failed was given more than one that did not in ${percent(discrimination)} of pairs.`;
  return (
    `Brier score ${brier.toFixed(4)} against ${baseBrier.toFixed(4)} of the base rate, on ${n} changes with ${failed} failures: ` +
    `${sure} (difference ${difference.mean.toFixed(4)}, 95 %: ${difference.low.toFixed(4)} to ${difference.high.toFixed(4)}).${order}`
  );
}
