import { defineQuery } from "@/lib/platform/use-case";
import { type EnvironmentList, ListEnvironmentsInput } from "../contract";
import { listEnvironmentViews } from "../environment-read-model";

/** All environments, from the first that a change reaches to the last. */
export const listEnvironments = defineQuery({
  name: "environment.list",
  permission: "catalog:read",
  input: ListEnvironmentsInput,
  async handle({ db }): Promise<EnvironmentList> {
    return { items: await listEnvironmentViews(db) };
  },
});
