import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { EventSourceSlugInput } from "../contract";
import { findEventSource, listEventSources } from "../event-source-read-model";
import type { SourceHealthView } from "../health-contract";
import { sourceHealth } from "../source-health-read-model";

/** How every event source does. */
export const listSourceHealth = defineQuery({
  name: "signal-source.health",
  permission: "signal:read",
  input: z.strictObject({}),
  async handle({ db, now, runtime }): Promise<{ items: SourceHealthView[] }> {
    const items: SourceHealthView[] = [];
    for (const row of await listEventSources(db)) {
      items.push(await sourceHealth(prismaExecutor(db), row, { now, box: runtime.secrets }));
    }
    return { items };
  },
});

/** How one event source does: is it heard, is it understood, can its numbers be trusted. */
export const getSourceHealth = defineQuery({
  name: "signal-source.look",
  permission: "signal:read",
  input: EventSourceSlugInput,
  async handle({ input, db, now, runtime }): Promise<SourceHealthView> {
    const row = await findEventSource(db, input.slug);
    if (!row) throw notFound("event source", input.slug);
    return sourceHealth(prismaExecutor(db), row, { now, box: runtime.secrets });
  },
});
