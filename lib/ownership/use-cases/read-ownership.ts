import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { findObjectiveRow } from "@/lib/slos/objective-read-model";
import { OwnershipInput, type OwnershipView } from "../contract";
import { viewOwnership } from "./ownership-view";

/** Who answers for an objective, whose turn it is, and what is missing. */
export const getOwnership = defineQuery({
  name: "ownership.get",
  permission: "slo:read",
  input: OwnershipInput,
  async handle({ input, db, now }): Promise<OwnershipView> {
    const objective = await findObjectiveRow(db, input.slug);
    if (!objective) throw notFound("objective", input.slug);
    return viewOwnership(db, objective, now);
  },
});
