import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { DeleteWindowInput } from "../contract";
import { deleteWindowRow } from "../window-store";
import { lockedWindow } from "./edit-window";

/** Delete a window; the audit record keeps what it was. */
export const deleteWindow = defineUseCase({
  name: "window.delete",
  permission: "window:write",
  input: DeleteWindowInput,
  subject: (input) => ({ kind: "window", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<{ id: string }> {
    const before = await lockedWindow(tx, input.id, now);
    requireRevision(before, input.revision);
    await deleteWindowRow(tx, input.id, now);
    const subject = { kind: "window", id: input.id, name: before.name };
    await record({ subject, reason: input.reason ?? null, before });
    await hint({ topic: "window", id: input.id, revision: before.revision + 1 });
    return { id: input.id };
  },
});
