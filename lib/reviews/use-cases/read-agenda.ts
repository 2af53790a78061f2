import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineQuery } from "@/lib/platform/use-case";
import { loadAgenda } from "../agenda-read-model";
import { AgendaInput, type AgendaView } from "../contract";

/** What there is to talk about, now or as of a moment that is over. */
export const getReviewAgenda = defineQuery({
  name: "review-agenda.get",
  permission: "review:read",
  input: AgendaInput,
  handle: ({ input, db, now }): Promise<AgendaView> =>
    loadAgenda(prismaExecutor(db), input.at === undefined ? now : instant(Math.min(Date.parse(input.at), now))),
});
