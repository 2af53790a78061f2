import { defineUseCase } from "@/lib/platform/use-case";
import { CreateWindowInput, type WindowView } from "../contract";
import { findWindow } from "../window-read-model";
import { insertWindow } from "../window-store";
import { resolveWindow } from "./window-fields";

/** Set a time in which forward moves are held (blackout), or outside of which they are (maintenance). */
export const createWindow = defineUseCase({
  name: "window.create",
  permission: "window:write",
  input: CreateWindowInput,
  subject: (input) => ({ kind: "window", id: null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<WindowView> {
    const id = ids.next("win");
    await insertWindow(tx, { id, createdBy: actor.name, ...(await resolveWindow(tx, input)) }, now);
    const created = await findWindow(tx, id, now);
    if (!created) throw new Error("a window that was just inserted is not there");
    await record({ subject: { kind: "window", id, name: input.name }, after: created });
    await hint({ topic: "window", id, revision: 1 });
    return created;
  },
});
