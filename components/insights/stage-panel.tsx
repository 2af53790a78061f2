import type { ReactNode } from "react";
import { formatDuration } from "@/components/feedback/time-format";
import { Panel } from "@/components/ui/panel";
import type { FiguresAnswer } from "@/lib/insights/contract";
import classes from "./insights.module.css";

const stageTitles: Readonly<Record<string, string>> = {
  coding: "Coding",
  pickup: "Waiting for review",
  review: "Review",
  merge_wait: "Waiting for merge",
  build: "Build",
  test: "Test",
  approval: "Approval",
  data_preparation: "Preparing data",
  deploy_wait: "Waiting to deploy",
  deploy: "Deploy",
};

interface Part {
  readonly name: string;
  readonly sumMs: number;
  readonly known: number | null;
  readonly colour: string | null;
}

/** Where the lead time goes: mean time by stage, which adds up to the mean lead time exactly. */
export function StagePanel({ stages }: { readonly stages: FiguresAnswer["stages"] }): ReactNode {
  const parts = partsOf(stages);
  const worst = parts.reduce<Part | null>((most, part) => (most && most.sumMs >= part.sumMs ? most : part), null);
  return (
    <Panel title="Where lead time goes" description={sentence(stages, worst)}>
      {stages.n === 0 || stages.totalMs === 0 ? (
        <p className={classes.muted}>No counted deployment brought a change whose lead time is known.</p>
      ) : (
        <>
          <div className={classes.stages} aria-hidden="true">
            {parts.map((part) => (
              <div
                key={part.name}
                className={classes.stage}
                data-unexplained={part.colour === null || undefined}
                style={{ flexGrow: part.sumMs, flexBasis: 0, ...(part.colour ? { background: part.colour } : {}) }}
              />
            ))}
          </div>
          <StageTable stages={stages} parts={parts} />
        </>
      )}
    </Panel>
  );
}

function StageTable({
  stages,
  parts,
}: {
  readonly stages: FiguresAnswer["stages"];
  readonly parts: readonly Part[];
}): ReactNode {
  return (
    <table className={classes.stageTable} aria-label="Mean time by stage">
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col" className={classes.number}>
            Mean
          </th>
          <th scope="col" className={classes.number}>
            Share
          </th>
          <th scope="col" className={classes.number}>
            Known in
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part.name}>
            <th scope="row">
              <span className={classes.swatch} style={{ background: part.colour ?? "var(--sb-neutral-mark)" }} />
              {part.name}
            </th>
            <td className={classes.number}>{formatDuration(part.sumMs / stages.n)}</td>
            <td className={classes.number}>{Math.round((1000 * part.sumMs) / stages.totalMs) / 10} %</td>
            <td className={classes.number}>{part.known === null ? "–" : part.known}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total, mean of {stages.n} changes</th>
          <td className={classes.number}>{formatDuration(stages.totalMs / stages.n)}</td>
          <td className={classes.number}>100 %</td>
          <td className={classes.number}>{stages.n}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function partsOf(stages: FiguresAnswer["stages"]): Part[] {
  const named = stages.stages.map(
    (stage, index): Part => ({
      name: stageTitles[stage.stage] ?? stage.stage,
      sumMs: stage.sumMs,
      known: stage.n,
      colour: `var(--sb-series-${(index % 5) + 1})`,
    }),
  );
  const rest = { name: "Not explained by a signal", sumMs: stages.unexplainedMs, known: null, colour: null };
  return stages.unexplainedMs > 0 ? [...named, rest] : named;
}

function sentence(stages: FiguresAnswer["stages"], worst: Part | null): string {
  if (stages.n === 0 || !worst || stages.totalMs === 0) return "No lead time is known yet.";
  const share = Math.round((100 * worst.sumMs) / stages.totalMs);
  return `${worst.name} takes most: ${formatDuration(worst.sumMs / stages.n)} on average, ${share} % of the whole.`;
}
