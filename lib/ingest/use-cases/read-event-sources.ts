import { z } from "zod";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { EventSourceSlugInput, type EventSourceView } from "../contract";
import { findEventSource, listEventSources } from "../event-source-read-model";
import { eventSourceView } from "../event-source-view";

/** Every event source. */
export const listSignalSources = defineQuery({
  name: "signal-source.list",
  permission: "signal:read",
  input: z.strictObject({}),
  handle: async ({ db, runtime }): Promise<{ items: EventSourceView[] }> => ({
    items: (await listEventSources(db)).map((row) => eventSourceView(row, runtime.secrets)),
  }),
});

/** One event source. */
export const getSignalSource = defineQuery({
  name: "signal-source.get",
  permission: "signal:read",
  input: EventSourceSlugInput,
  async handle({ input, db, runtime }): Promise<EventSourceView> {
    const row = await findEventSource(db, input.slug);
    if (!row) throw notFound("event source", input.slug);
    return eventSourceView(row, runtime.secrets);
  },
});
