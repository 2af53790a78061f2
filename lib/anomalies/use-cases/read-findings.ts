import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type FindingDetail,
  FindingInput,
  type FindingView,
  ListFindingsInput,
  type WatchState,
  WatchStateInput,
} from "../contract";
import { seriesKinds } from "../domain/series-measure";
import { findFinding, listFindingViews, pointsAround, watchState } from "../finding-read-model";

/** Points shown around a finding. */
const shown = { daily: { before: 60, after: 60 }, hourly: { before: 336, after: 168 } } as const;

/** What was found, newest first. */
export const listFindings = defineQuery({
  name: "anomaly.list",
  permission: "insights:read",
  input: ListFindingsInput,
  handle: ({ input, db, now }): Promise<Page<FindingView>> =>
    listFindingViews(prismaExecutor(db), input, new Date(now)),
});

/** A finding with its series around it: values, expectation and band as they were said at the time. */
export const getFinding = defineQuery({
  name: "anomaly.get",
  permission: "insights:read",
  input: FindingInput,
  async handle({ input, db, now }): Promise<FindingDetail> {
    const finding = await findFinding(prismaExecutor(db), input.id, new Date(now));
    if (!finding) throw notFound("anomaly", input.id);
    const { id: seriesId, measure, rhythm } = finding.series;
    const kind = seriesKinds[measure];
    const points = await pointsAround(prismaExecutor(db), {
      seriesId,
      at: new Date(finding.onsetAt),
      ...shown[rhythm],
    });
    return { finding, rule: kind.rule, scale: kind.scale, points };
  },
});

/** How much is watched, and how far. */
export const getWatchState = defineQuery({
  name: "anomaly.state",
  permission: "insights:read",
  input: WatchStateInput,
  handle: ({ db, now }): Promise<WatchState> => watchState(prismaExecutor(db), new Date(now)),
});
