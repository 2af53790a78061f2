import { findConnection } from "@/lib/connections/connection-read-model";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ReadCmdbInput } from "../contract";
import { readCmdbJob } from "../jobs";

/** Ask for a CMDB to be read now. The worker does it, and compares afterwards. */
export const requestCmdbRead = defineUseCase({
  name: "cmdb.request_read",
  permission: "reconciliation:write",
  input: ReadCmdbInput,
  subject: (input) => ({ kind: "connection", id: null, name: `${input.connection ?? ""}` }),
  async handle({ input, tx, actor, record, enqueue }): Promise<{ requested: true }> {
    const connection = await findConnection(tx, input.connection);
    if (connection?.kind !== "servicenow_cmdb") {
      const message = `There is no CMDB “${input.connection}” that can be read over HTTP.`;
      throw invalidField("connection", message, "Choose a connection of the kind “ServiceNow CMDB”.");
    }
    await enqueue(readCmdbJob, { connectionId: connection.id, requestedBy: actor.name });
    await record({ subject: { kind: "connection", id: connection.id, name: connection.slug } });
    return { requested: true };
  },
});
