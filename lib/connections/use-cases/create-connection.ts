import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { assertAllowedDestination } from "../allowed-destination";
import { findConnection } from "../connection-read-model";
import { insertConnection, insertShipmentCursor } from "../connection-store";
import { type ConnectionView, CreateConnectionInput } from "../contract";

/** Say how another system is reached. */
export const createConnection = defineUseCase({
  name: "connection.create",
  permission: "connection:write",
  input: CreateConnectionInput,
  subject: (input) => ({ kind: "connection", id: null, name: `${input.slug}` }),
  async handle({ input, tx, ids, runtime, record, hint }): Promise<ConnectionView> {
    const { slug, name, config } = input;
    assertAllowedDestination(config, runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS);
    if (await findConnection(tx, slug)) {
      throw alreadyTaken("slug", `There is a connection “${slug}” already.`, "Choose another slug, or edit that one.");
    }
    const id = ids.next("con");
    const place = { table: "connection", column: "secret", rowId: id };
    const secret = input.secret ? runtime.secrets.seal(input.secret, place) : null;
    await insertConnection(tx, { id, slug, name, config, secret });
    if ("startFrom" in config) await insertShipmentCursor(prismaExecutor(tx), id, config.startFrom);
    await record({
      subject: { kind: "connection", id, name: slug },
      after: { slug, name, config, hasSecret: secret !== null },
    });
    await hint({ topic: "connection", id, revision: 1 });
    const created = await findConnection(tx, slug);
    if (!created) throw new Error("a connection that was just created is not there");
    return created;
  },
});
