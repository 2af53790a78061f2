import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { listOpenEnvironments, loadSettled } from "../reservation-record-read-model";
import { tryLockBook } from "../reservation-store";
import { keepBook } from "./change-book";

/**
 * Keep what the clock did to reservations, and have those who moved up told. Nothing waits for it: what holds is computed when it is read.
 * Answers how many things had happened. For the worker.
 */
export const settleReservations = defineUseCase({
  name: "reservation.settle",
  permission: "reservation:manage",
  input: z.strictObject({}),
  subject: () => ({ kind: "reservation", id: null }),
  async handle(context): Promise<number> {
    const { tx, now } = context;
    const db = prismaExecutor(tx);
    let happened = 0;
    for (const environmentId of await listOpenEnvironments(db)) {
      // Whoever decides there right now settles it themselves.
      if (!(await tryLockBook(db, environmentId))) continue;
      const book = await loadSettled(db, environmentId, now);
      if (book.happenings.length === 0) continue;
      await keepBook(context, { book, after: book.now, happenings: [], about: null });
      happened += book.happenings.length;
    }
    await context.record({ subject: { kind: "reservation", id: null }, after: { happened } });
    return happened;
  },
});
