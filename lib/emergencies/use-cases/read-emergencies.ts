import type { Instant } from "@/lib/kernel/instant";
import { type Actor, may, personKeyOf } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { EmergencyIdInput, type EmergencyView, ListEmergenciesInput } from "../contract";
import { emergencyReviewReasons } from "../domain/emergency";
import { type ProposalRecord, proposalReasons } from "../domain/proposal";
import { findEmergency, listStoredEmergencies, type StoredEmergency } from "../emergency-read-model";

/** An emergency release as `actor` sees it at `now`. */
export function viewEmergency({ view, record, proposal }: StoredEmergency, actor: Actor, now: Instant): EmergencyView {
  const [reason] = emergencyReviewReasons(record, personKeyOf(actor), now);
  const missing = may(actor, "waiver:approve") ? null : `Needs ${whoMay("waiver:approve")}.`;
  return {
    ...view,
    mayReview: missing ?? reason?.message ?? null,
    mayDecide: proposal && decideObstacle(proposal, actor),
  };
}

function decideObstacle(proposal: ProposalRecord, actor: Actor): string | null {
  if (!may(actor, "slo:write")) return `Needs ${whoMay("slo:write")}.`;
  return proposalReasons(proposal, personKeyOf(actor), "declined")[0]?.message ?? null;
}

/** The central log of emergency releases, newest first. */
export const listEmergencies = defineQuery({
  name: "emergency.list",
  permission: "waiver:read",
  input: ListEmergenciesInput,
  async handle({ input, db, now, actor }): Promise<Page<EmergencyView>> {
    const page = await listStoredEmergencies(prismaExecutor(db), input, now);
    return { items: page.items.map((one) => viewEmergency(one, actor, now)), nextCursor: page.nextCursor };
  },
});

/** One emergency release. */
export const getEmergency = defineQuery({
  name: "emergency.get",
  permission: "waiver:read",
  input: EmergencyIdInput,
  async handle({ input, db, now, actor }): Promise<EmergencyView> {
    const found = await findEmergency(prismaExecutor(db), input.id, now);
    if (!found) throw notFound("emergency release", input.id);
    return viewEmergency(found, actor, now);
  },
});
