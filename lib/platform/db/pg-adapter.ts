import { PrismaPg } from "@prisma/adapter-pg";
import { createTurn, inTurn } from "./in-turn";

/**
 * Prisma's adapter for `pg`, with the statements of a transaction one after the other. Prisma loads relations of one row side by side; in a
 * transaction they share a connection, on which `pg` warns of a second statement while one runs and will refuse it in its next version.
 */
export class OrderlyPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await start(isolationLevel);
      const turn = createTurn();
      transaction.queryRaw = inTurn(transaction.queryRaw.bind(transaction), turn);
      transaction.executeRaw = inTurn(transaction.executeRaw.bind(transaction), turn);
      return transaction;
    };
    return adapter;
  }
}
