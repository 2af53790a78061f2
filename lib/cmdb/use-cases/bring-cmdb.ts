import { findConnection } from "@/lib/connections/connection-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { readTable } from "@/lib/platform/csv-table";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { itemsOfTable } from "../cmdb-item";
import { insertRead } from "../cmdb-store";
import { BringCmdbInput } from "../contract";
import { reconcileJob } from "../jobs";
import { keepItems } from "../kept-item-store";

const maxShownFaults = 200;

/** Bring a whole CMDB as a table: all rows or none. A comparison follows. */
export const bringCmdb = defineUseCase({
  name: "cmdb.bring",
  permission: "reconciliation:write",
  input: BringCmdbInput,
  subject: (input) => ({ kind: "connection", id: null, name: `${input.connection ?? ""}` }),
  async handle({ input, tx, ids, actor, record, enqueue, hint }): Promise<{ items: number }> {
    const connection = await findConnection(tx, input.connection);
    if (connection?.config.kind !== "csv_cmdb") {
      const message = `There is no CMDB “${input.connection}” that comes as a file.`;
      throw invalidField("connection", message, "Add a connection of the kind “CMDB from a file” first.");
    }
    const { items, reasons } = itemsOfTable(readTable(input.csv), connection.config.zone);
    if (reasons.length > 0) {
      const detail = `Nothing was kept: ${reasons.length} faults.`;
      throw new AppError("invalid_input", { detail, reasons: reasons.slice(0, maxShownFaults) });
    }
    if (items.length === 0) throw invalidField("csv", "The table has no rows.", "Send at least one item.");
    const db = prismaExecutor(tx);
    const read = { id: ids.next("cmr"), connectionId: connection.id };
    await insertRead(db, { ...read, requestedBy: actor.name });
    await keepItems(db, ids, read, items);
    await enqueue(reconcileJob, { cause: "a CMDB was brought" });
    await record({
      subject: { kind: "connection", id: connection.id, name: connection.slug },
      after: { items: items.length },
    });
    await hint({ topic: "reconciliation", id: "all", revision: 0 });
    return { items: items.length };
  },
});
