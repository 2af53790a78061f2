import { defineQuery } from "@/lib/platform/use-case";
import { type RolloutOverview, RolloutOverviewInput } from "../api-contract";
import { readOverview } from "../home-read-model";

/** What is under way, what went back and why, and the figures of a day and of 30 days. The same for every role. */
export const getRolloutOverview = defineQuery({
  name: "rollout.overview",
  permission: "rollout:read",
  input: RolloutOverviewInput,
  handle: ({ db, now }): Promise<RolloutOverview> => readOverview(db, now),
});
