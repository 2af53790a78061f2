import { instant } from "@/lib/kernel/instant";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import {
  ListWaiversInput,
  PreviewWaiverInput,
  UsageInput,
  type WaiverDetail,
  WaiverIdInput,
  type WaiverPreview,
  type WaiverUsage,
  type WaiverView,
} from "../contract";
import { timeReasons } from "../domain/waiver-commands";
import { loadUsage } from "../usage-read-model";
import { listWaiverViews } from "../waiver-read-model";
import { requirePlace } from "./find-place";
import { detailFor } from "./waiver-detail";
import { weighWaiver } from "./weigh-waiver";

/** Waivers, newest first; those that wait for the caller with `list: "mine"`. */
export const listWaivers = defineQuery({
  name: "waiver.list",
  permission: "waiver:read",
  input: ListWaiversInput,
  handle: ({ input, db, now, actor }): Promise<Page<WaiverView>> =>
    listWaiverViews(prismaExecutor(db), input, now, personKeyOf(actor)),
});

/** One waiver with its content, approvals and history, and what the caller may do. */
export const getWaiver = defineQuery({
  name: "waiver.get",
  permission: "waiver:read",
  input: WaiverIdInput,
  handle: ({ input, db, now, actor }): Promise<WaiverDetail> => detailFor(db, input.id, actor, now),
});

/** What a waiver would score, who would have to approve it, and why it would be refused. Saves nothing. */
export const previewWaiver = defineQuery({
  name: "waiver.preview",
  permission: "waiver:request",
  input: PreviewWaiverInput,
  async handle({ input, db, now }): Promise<WaiverPreview> {
    const { service, environment, kind, subject } = input;
    const place = await requirePlace(db, { service, environment });
    const time = { startsAt: instant(Date.parse(input.startsAt)), endsAt: instant(Date.parse(input.endsAt)) };
    const { assessment, renewals, refusals } = await weighWaiver(
      db,
      { waiverId: "", kind, subject, ...place, ...time },
      now,
    );
    const all = [...timeReasons(time, now), ...refusals];
    return {
      assessment: {
        ...assessment,
        parts: [...assessment.parts],
        need: { ...assessment.need, oneOf: [...assessment.need.oneOf] },
      },
      renewals,
      refusals: all.map(({ code, message, remedy }) => ({ code, message, remedy: remedy ?? null })),
    };
  },
});

/** How much exceptions are used, by service or by team, over the last 90 days. */
export const getWaiverUsage = defineQuery({
  name: "waiver.usage",
  permission: "waiver:read",
  input: UsageInput,
  handle: ({ input, db, now }): Promise<WaiverUsage> => loadUsage(prismaExecutor(db), input.by, now),
});
