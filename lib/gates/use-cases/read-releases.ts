import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  ListReleaseRequestsInput,
  ReleaseIdInput,
  type ReleaseRequestDetail,
  type ReleaseRequestPage,
  type ReleaseRequestView,
} from "../contract";
import { listReleases, loadRelease, type StoredRelease } from "../release-read-model";
import { standingOf } from "./present-release";
import { detailRelease, viewRelease } from "./release-detail";

/** Requests that have not gone yet, of which those that wait for the board are picked; the newest of them. */
const mostOnBoard = 100;

/** One request with its checks, approvals and what the board said. */
export const getReleaseRequest = defineQuery({
  name: "release-request.get",
  permission: "gate:read",
  input: ReleaseIdInput,
  async handle({ input, db, now, actor }): Promise<ReleaseRequestDetail> {
    const stored = await loadRelease(prismaExecutor(db), input.id);
    if (!stored) throw notFound("release request", input.id);
    return detailRelease(db, await standingOf(db, stored, now), actor);
  },
});

/** Requests, newest first; `board`: those that the change advisory board has to decide about and has not. */
export const listReleaseRequests = defineQuery({
  name: "release-request.list",
  permission: "gate:read",
  input: ListReleaseRequestsInput,
  async handle({ input, db, now }): Promise<ReleaseRequestPage> {
    const { list, service, limit, cursor } = input;
    const run = prismaExecutor(db);
    if (list === "board") {
      const open = await listReleases(run, { list: "open", service, limit: mostOnBoard });
      const views = await viewsOf(db, open, now);
      return { items: views.filter(waitsForBoard).slice(0, limit), nextCursor: null };
    }
    const before = decodeCursor(cursor, /^\d{1,9}$/);
    const stored = await listReleases(run, {
      service,
      list,
      limit: limit + 1,
      before: before === undefined ? undefined : Number(before),
    });
    const page: Page<StoredRelease> = toPage(stored, limit, ({ number }) => `${number}`);
    return { items: await viewsOf(db, page.items, now), nextCursor: page.nextCursor };
  },
});

function waitsForBoard({ boardCauses, board }: ReleaseRequestView): boolean {
  return boardCauses.length > 0 && board?.outcome !== "approve" && board?.outcome !== "reject";
}

async function viewsOf(db: Db, stored: readonly StoredRelease[], now: Instant): Promise<ReleaseRequestView[]> {
  const views: ReleaseRequestView[] = [];
  for (const one of stored) views.push(await viewRelease(db, await standingOf(db, one, now)));
  return views;
}
