import { AppError } from "@/lib/kernel/app-error";
import { defineQuery } from "@/lib/platform/use-case";
import { ListTargetsInput, TargetIdInput, type TargetView } from "../target-contract";
import { findTarget, listTargets as listRows } from "../target-read-model";

/** Targets, by service and environment. */
export const listTargets = defineQuery({
  name: "target.list",
  permission: "target:read",
  input: ListTargetsInput,
  async handle({ input, db }): Promise<{ items: TargetView[] }> {
    return { items: await listRows(db, input) };
  },
});

/** One target. */
export const getTarget = defineQuery({
  name: "target.get",
  permission: "target:read",
  input: TargetIdInput,
  async handle({ input, db }): Promise<TargetView> {
    const target = await findTarget(db, input.id);
    if (!target) throw new AppError("not_found", { detail: "There is no such target." });
    return target;
  },
});
