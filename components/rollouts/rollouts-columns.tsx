import { ShareBar } from "@/components/charts/share-bar";
import type { DataTableColumn } from "@/components/data-table/data-table-column";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import type { RolloutSummary } from "@/lib/rollouts/api-contract";
import { pauseFirst, strategyNames } from "./phase";
import { PhaseBadge } from "./phase-badge";
import type { RolloutCommands } from "./rollout-actions";
import { RolloutMenu } from "./rollout-menu";
import classes from "./rollouts-view.module.css";
import { StepCount } from "./step-count";
import { VersionChange } from "./version-change";

type Column = DataTableColumn<RolloutSummary>;

interface ColumnOptions {
  readonly held: readonly string[];
  readonly commands: Pick<RolloutCommands, "abort" | "pause">;
  /** Ended rollouts have a length and an end instead of a share and a beginning. */
  readonly isEnded: boolean;
}

export function columnsOf({ held, commands, isEnded }: ColumnOptions): readonly Column[] {
  const menu: Column = {
    id: "menu",
    header: "",
    width: "3rem",
    align: "end",
    isWideOnly: true,
    cell: (row) => <RolloutMenu rollout={row} held={held} commands={commands} />,
  };
  return [name, place, phase, steps, ...(isEnded ? [took, sentence, ended] : [share, sentence, started]), menu];
}

const name: Column = {
  id: "service",
  header: "Rollout",
  width: "16rem",
  cell: (row) => (
    <span className={classes.two}>
      <span className={classes.name}>{row.service.name}</span>
      <span className={classes.second}>
        <VersionChange from={row.stableVersion} to={row.canaryVersion} isCompact />
      </span>
    </span>
  ),
};

const place: Column = {
  id: "environment",
  header: "Environment",
  width: "7.5rem",
  cell: (row) => (
    <span className={classes.two}>
      <span>{row.environment.name}</span>
      <span className={classes.second}>{row.purpose === "return" ? "Return" : strategyNames[row.strategy]}</span>
    </span>
  ),
};

const phase: Column = { id: "phase", header: "Phase", width: "9rem", cell: (row) => <PhaseBadge rollout={row} /> };

const steps: Column = {
  id: "steps",
  header: "Steps",
  width: "6rem",
  isWideOnly: true,
  cell: (row) => <StepCount rollout={row} />,
};

const share: Column = {
  id: "share",
  header: "Traffic",
  width: "8rem",
  cell: (row) => <ShareBar setPercent={row.desiredSharePercent} observedPercent={row.observedSharePercent} isCompact />,
};

const took: Column = {
  id: "took",
  header: "Took",
  width: "7rem",
  cell: (row) =>
    row.finishedAt ? (
      <span className="tabular">
        {formatDuration(Date.parse(row.finishedAt) - Date.parse(row.startedAt ?? row.createdAt))}
      </span>
    ) : null,
};

const sentence: Column = {
  id: "sentence",
  header: "Where it stands",
  isWideOnly: true,
  cell: (row) => (
    <span className={classes.sentence} title={row.sentence}>
      {pauseFirst(row.sentence)}
    </span>
  ),
};

const started: Column = {
  id: "when",
  header: "Started",
  width: "8rem",
  cell: (row) => (
    <span className={`${classes.two} ${classes.when}`}>
      <Time atMs={Date.parse(row.startedAt ?? row.createdAt)} />
      <span className={classes.second}>{row.startedBy}</span>
    </span>
  ),
};

const ended: Column = {
  id: "when",
  header: "Ended",
  width: "8rem",
  cell: (row) => (
    <span className={`${classes.two} ${classes.when}`}>
      <Time atMs={Date.parse(row.finishedAt ?? row.createdAt)} />
      <span className={classes.second}>{row.startedBy}</span>
    </span>
  ),
};
