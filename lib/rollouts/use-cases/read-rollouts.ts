import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import {
  ListRolloutsInput,
  type RolloutDetail,
  RolloutIdInput,
  type RolloutSummary,
  type SampleView,
} from "../api-contract";
import { findRollout, listRollouts as listRows, listSamples } from "../rollout-read-model";

/** Rollouts, newest first. */
export const listRollouts = defineQuery({
  name: "rollout.list",
  permission: "rollout:read",
  input: ListRolloutsInput,
  handle: ({ input, db, now }): Promise<Page<RolloutSummary>> => listRows(db, input, now),
});

/** One rollout with evidence and decision log. */
export const getRollout = defineQuery({
  name: "rollout.get",
  permission: "rollout:read",
  input: RolloutIdInput,
  async handle({ input, actor, db, now }): Promise<RolloutDetail> {
    const rollout = await findRollout(db, input.id, { nowMs: now, person: personKeyOf(actor) });
    if (!rollout) throw new AppError("not_found", { detail: "There is no such rollout." });
    return rollout;
  },
});

/** The counts behind the charts of a rollout. */
export const getRolloutSamples = defineQuery({
  name: "rollout.samples",
  permission: "rollout:read",
  input: RolloutIdInput,
  handle: async ({ input, db }): Promise<{ items: SampleView[] }> => ({ items: await listSamples(db, input.id) }),
});
