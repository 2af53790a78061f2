import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { findConnection, listConnectionViews } from "../connection-read-model";
import { ConnectionSlugInput, type ConnectionView, ListConnectionsInput } from "../contract";

/** Every connection. */
export const listConnections = defineQuery({
  name: "connection.list",
  permission: "connection:read",
  input: ListConnectionsInput,
  handle: async ({ input, db }): Promise<{ items: ConnectionView[] }> => ({
    items: await listConnectionViews(db, input),
  }),
});

/** One connection. */
export const getConnection = defineQuery({
  name: "connection.get",
  permission: "connection:read",
  input: ConnectionSlugInput,
  async handle({ input, db }): Promise<ConnectionView> {
    const found = await findConnection(db, input.slug);
    if (!found) throw notFound("connection", input.slug);
    return found;
  },
});
