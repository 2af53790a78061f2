import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import { measureWords } from "@/lib/insights/domain/measures";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { defineQuery } from "@/lib/platform/use-case";
import { type BenchmarksAnswer, BenchmarksInput } from "../contract";
import { type BenchmarkSet, benchmarkSets, percentileAmong, placeIn } from "../domain/benchmark-set";

/** Published scales have their own names for what is measured; recovery there is from the failed deployment on. */
const publishedNames: Readonly<Partial<Record<FigureView["measure"], string>>> = {
  deployment_frequency: "deployment_frequency",
  lead_time: "lead_time",
  change_failure_rate: "change_fail_rate",
  recovery_from_deployment: "restore_time",
};

/** Where the figures lie in published, dated scales and among the other teams of the installation. */
export const getBenchmarks = defineQuery({
  name: "benchmark.read",
  permission: "insights:read",
  input: BenchmarksInput,
  async handle({ input, actor, runtime }): Promise<BenchmarksAnswer> {
    const figures = await getFigures.run(input, { actor }, runtime);
    const byTeam = await getFigures.run({ period: input.period, by: "team" }, { actor }, runtime);
    return {
      zone: figures.zone,
      rulesVersion: figures.rulesVersion,
      window: { from: figures.window.start, to: figures.window.end },
      sets: benchmarkSets.map(({ id, title, publishedOn, source, provenance, note }) => ({
        id,
        title,
        publishedOn,
        source,
        provenance,
        note,
      })),
      measures: figures.figures.map((figure) => ({
        measure: figure.measure,
        figure,
        placements: placementsOf(figure),
        peers: peersOf(figure, byTeam, input.team),
      })),
    };
  },
});

type MeasureAnswer = BenchmarksAnswer["measures"][number];

function placementsOf(figure: FigureView): MeasureAnswer["placements"] {
  const name = publishedNames[figure.measure];
  if (name === undefined || figure.value === null) return [];
  return benchmarkSets.flatMap((set) => {
    const placement = placeIn(set, name, comparable(figure, figure.value));
    if (!placement) return [];
    const { bucket, atLeastAsGood } = placement;
    const isUnsure = isElsewhere(set, name, figure);
    return [{ setId: set.id, label: bucket.label ?? null, words: bucket.words, atLeastAsGood, isUnsure }];
  });
}

/** Rates are published by week. */
function comparable(figure: FigureView, value: number | null): number {
  return measureWords[figure.measure].unit === "per_day" ? (value ?? 0) * 7 : (value ?? 0);
}

function isElsewhere(set: BenchmarkSet, name: string, figure: FigureView): boolean {
  if (figure.low === null || figure.high === null) return true;
  const low = placeIn(set, name, comparable(figure, figure.low));
  const high = placeIn(set, name, comparable(figure, figure.high));
  return low?.bucket !== high?.bucket;
}

function peersOf(figure: FigureView, byTeam: FiguresAnswer, own: string | undefined): MeasureAnswer["peers"] {
  const peers = byTeam.groups
    .filter((group) => group.key !== "none" && group.key !== own)
    .flatMap((group) => group.figures.find((one) => one.measure === figure.measure)?.value ?? []);
  if (figure.value === null) return { n: peers.length, shareWorse: null };
  const better = measureWords[figure.measure].better === "more" ? "up" : "down";
  return { n: peers.length, shareWorse: percentileAmong(figure.value, peers, better) };
}
