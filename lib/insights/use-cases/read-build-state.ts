import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { loadBuildState } from "../build-state-read-model";
import type { BuildState } from "../contract";

/** How far the records are: lanes that wait, lanes that could not be made, a rebuild and how far it is. */
export const getBuildState = defineQuery({
  name: "insight.build_state",
  permission: "insights:read",
  input: z.strictObject({}),
  handle: ({ db }): Promise<BuildState> => loadBuildState(prismaExecutor(db)),
});
