import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { laneBacklog } from "../build-state-read-model";
import { type FiguresAnswer, FiguresInput } from "../contract";
import { answerFigures, type FigureAnswer, type FigureQuestion } from "../domain/answer-figures";
import type { DeliveryRecord } from "../domain/delivery-record";
import type { Places } from "../place-read-model";
import { type Selected, selectRecords } from "./select-records";

/** The delivery figures of a selection: the window, its parts, its groups and the window before, each with n, interval and exclusions. */
export const getFigures = defineQuery({
  name: "insight.figures",
  permission: "insights:read",
  input: FiguresInput,
  async handle({ input, db, now }): Promise<FiguresAnswer> {
    const selected = await selectRecords(db, input, now);
    const answer = answerFigures(selected.parts, questionOf(selected, input));
    return view(selected, answer, input, await laneBacklog(prismaExecutor(db)));
  },
});

function questionOf({ period, now, rules }: Selected, input: FiguresInput): FigureQuestion {
  return {
    window: period.window,
    previous: input.compare === "previous" ? period.previous : null,
    buckets: period.buckets,
    dayStarts: period.dayStarts,
    now,
    rules: rules.rules,
    groupOf: groupKeys[input.by],
  };
}

const groupKeys: Readonly<Record<FiguresInput["by"], ((record: DeliveryRecord) => string | null) | null>> = {
  none: null,
  service: (record) => record.serviceId,
  team: (record) => record.teamId,
  tier: (record) => String(record.tier),
  environment: (record) => record.environmentId,
};

function view(
  { period, rules, zone, asOf, now, environments, places }: Selected,
  answer: FigureAnswer,
  input: FiguresInput,
  freshness: FiguresAnswer["freshness"],
): FiguresAnswer {
  const { window } = period;
  return {
    rulesVersion: rules.version,
    zone,
    asOf: asOf === null ? null : iso(asOf),
    computedAt: iso(now),
    window: {
      from: period.from,
      to: period.to,
      start: iso(window.start),
      end: iso(window.end),
      isPartial: window.end > now || (answer.onRecordFrom !== null && answer.onRecordFrom > window.start),
    },
    environments: environments.map(({ id, slug, name }) => ({ id, slug, name })),
    onRecordFrom: answer.onRecordFrom === null ? null : iso(answer.onRecordFrom),
    deploymentCount: answer.deploymentCount,
    freshness,
    figures: [...answer.figures],
    previous: answer.previous && {
      from: iso(period.previous.start),
      to: iso(period.previous.end),
      figures: [...answer.previous],
    },
    series: answer.series.map((point) => ({
      ...point,
      start: iso(point.start),
      end: iso(point.end),
      figures: [...point.figures],
    })),
    groups: groupsView(answer, input.by, places),
    stages: { ...answer.stages, stages: [...answer.stages.stages] },
    distributions: answer.distributions.map((one) => ({ ...one, classes: [...one.classes] })),
  };
}

function groupsView(answer: FigureAnswer, by: FiguresInput["by"], places: Places): FiguresAnswer["groups"] {
  const named = answer.groups.map(({ key, figures }) => ({ ...groupName(key, by, places), figures: [...figures] }));
  return named.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function groupName(key: string | null, by: FiguresInput["by"], places: Places): { key: string; name: string } {
  if (key === null) return { key: "none", name: "No team" };
  if (by === "tier") return { key, name: `Tier ${key}` };
  const of = { service: places.services, team: places.teams, environment: places.environments, none: places.services };
  const place = of[by].get(key);
  return place ? { key: place.slug, name: place.name } : { key, name: key };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
