import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findConnection } from "../connection-read-model";
import { saveConnectionTest } from "../connection-store";
import { ConnectionSlugInput } from "../contract";
import { testConnectionJob } from "../jobs";

/** Ask for a test of a connection; the worker makes it, and its result is shown with the connection. */
export const requestConnectionTest = defineUseCase({
  name: "connection.test",
  permission: "connection:write",
  input: ConnectionSlugInput,
  subject: (input) => ({ kind: "connection", id: null, name: `${input.slug}` }),
  async handle({ input, tx, record, enqueue, hint }): Promise<{ requested: true }> {
    const found = await findConnection(tx, input.slug);
    if (!found) throw notFound("connection", input.slug);
    await saveConnectionTest(prismaExecutor(tx), found.id, null);
    await enqueue(testConnectionJob, { connectionId: found.id });
    await record({ subject: { kind: "connection", id: found.id, name: found.slug } });
    await hint({ topic: "connection", id: found.id, revision: found.revision });
    return { requested: true };
  },
});
