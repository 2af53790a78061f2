import type { Fact, PipelineRunFact, PipelineStageFact, StageKind } from "@/lib/ingest/domain/fact";
import type { Instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";
import { type ProgressState, readProgress } from "@/lib/kernel/progress";

/** A pipeline run as all facts of its subject tell it. Names are the sender's. */
export interface RunReading {
  readonly name: string;
  readonly state: ProgressState;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly repository: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly version: string | null;
  readonly commitSha: string | null;
  readonly branch: string | null;
  readonly url: string | null;
  readonly stages: readonly StageReading[];
}

export interface StageReading {
  readonly stageKey: string;
  readonly name: string;
  readonly kind: StageKind;
  readonly state: ProgressState;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly url: string | null;
}

type RunFact = Fact & PipelineRunFact;
type StageFact = Fact & PipelineStageFact;

/**
 * A run from all facts of its subject in order (`inOrder`); null when none is about a run. Stages may be told before their run is, or
 * without it: the run then begins with the first of them and goes on as long as one does.
 */
export function readRun(facts: readonly Fact[]): RunReading | null {
  const runs = facts.filter((fact): fact is RunFact => fact.kind === "pipeline_run");
  const stages = readStages(facts.filter((fact): fact is StageFact => fact.kind === "pipeline_stage"));
  const progress = readProgress(runs.map(({ progress: state, occurredAt: at }) => ({ state, at }))) ?? ofStages(stages);
  if (!progress) return null;
  return {
    ...progress,
    name: lastGiven(runs, ({ name }) => name) ?? stages[0]?.name ?? "",
    repository: lastGiven(runs, ({ repository }) => repository),
    service: lastGiven(runs, ({ service }) => service),
    environment: lastGiven(runs, ({ environment }) => environment),
    version: lastGiven(runs, ({ version }) => version),
    commitSha: lastGiven(runs, ({ commitSha }) => commitSha)?.toLowerCase() ?? null,
    branch: lastGiven(runs, ({ branch }) => branch),
    url: lastGiven(runs, ({ url }) => url),
    stages,
  };
}

function readStages(facts: readonly StageFact[]): StageReading[] {
  const byKey = new Map<string, StageFact[]>();
  for (const fact of facts) byKey.set(fact.stageKey, [...(byKey.get(fact.stageKey) ?? []), fact]);
  const stages = [...byKey].flatMap(([stageKey, told]): StageReading[] => {
    const progress = readProgress(told.map(({ progress: state, occurredAt: at }) => ({ state, at })));
    const last = told.at(-1);
    if (!progress || !last) return [];
    return [{ ...progress, stageKey, name: last.name, kind: last.stage, url: lastGiven(told, ({ url }) => url) }];
  });
  return stages.sort((left, right) => beginOf(left) - beginOf(right) || (left.stageKey < right.stageKey ? -1 : 1));
}

function beginOf(stage: StageReading): number {
  return stage.startedAt ?? stage.queuedAt ?? stage.finishedAt ?? 0;
}

/** A run of which only stages were told is not known to have ended: more may follow. */
function ofStages(stages: readonly StageReading[]): ReturnType<typeof readProgress> {
  const notes = stages.flatMap(({ queuedAt, startedAt, finishedAt }) => startedAt ?? queuedAt ?? finishedAt ?? []);
  return readProgress(notes.map((at) => ({ state: "running" as const, at })));
}
