import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { listActionsOf } from "../action-read-model";
import { loadAgenda } from "../agenda-read-model";
import type { MeetingDetail } from "../contract";
import { findMeeting, listDecisionsOf } from "../meeting-read-model";

/** A meeting with its agenda (kept when it was held, else as of now), decisions and actions. Throws `not_found`. */
export async function meetingDetail(db: Db | Tx, id: string, now: Instant): Promise<MeetingDetail> {
  const executor = prismaExecutor(db);
  const found = await findMeeting(executor, id);
  if (!found) throw notFound("meeting", id);
  return {
    ...found.view,
    agenda: found.agenda ?? (await loadAgenda(executor, now)),
    decisions: await listDecisionsOf(executor, id),
    actions: await listActionsOf(executor, "meeting", id, now),
  };
}
