import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { announcementConnections, loadStatusTexts, loadTemplates } from "../checklist-read-model";
import { type ChecklistTemplates, ListChecklistsInput, type StatusPage, StatusPageInput } from "../contract";

/** What is done and said for releases, by tier. */
export const listChecklists = defineQuery({
  name: "checklist.list",
  permission: "train:read",
  input: ListChecklistsInput,
  async handle({ db }): Promise<ChecklistTemplates> {
    const run = prismaExecutor(db);
    return { items: await loadTemplates(run), connections: [...(await announcementConnections(run)).keys()] };
  },
});

/** What the status page says of releases now. */
export const getStatusPage = defineQuery({
  name: "train.status_page",
  permission: "train:read",
  input: StatusPageInput,
  async handle({ db, now }): Promise<StatusPage> {
    return { items: await loadStatusTexts(prismaExecutor(db), now) };
  },
});
