import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { type StatusPageSettings, StatusPageSettingsInput } from "../contract";
import { loadStatusPage } from "../status-page-read-model";

/** Whether the public status page is on, and what it shows. */
export const getStatusPageSettings = defineQuery({
  name: "status-page.settings",
  permission: "train:read",
  input: StatusPageSettingsInput,
  handle({ db }): Promise<StatusPageSettings> {
    return loadStatusPage(prismaExecutor(db));
  },
});
