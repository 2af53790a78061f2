import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditWindowInput, type WindowView } from "../contract";
import { findWindow } from "../window-read-model";
import { lockWindow, saveWindow } from "../window-store";
import { type NamedWindow, resolveWindow } from "./window-fields";

/** Change a window. What it held is decided anew at the next look, not before. */
export const editWindow = defineUseCase({
  name: "window.edit",
  permission: "window:write",
  input: EditWindowInput,
  subject: (input) => ({ kind: "window", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<WindowView> {
    const { id, revision, ...change } = input;
    const before = await lockedWindow(tx, id, now);
    requireRevision(before, revision);
    await saveWindow(tx, id, await resolveWindow(tx, merged(before, change)), now);
    const after = await lockedWindow(tx, id, now);
    await record({ subject: { kind: "window", id, name: after.name }, before, after });
    await hint({ topic: "window", id, revision: after.revision });
    return after;
  },
});

/** `undefined` keeps what was there; null means every environment or service. */
function merged(before: WindowView, change: Partial<NamedWindow>): NamedWindow {
  const environment = before.environment?.slug ?? null;
  const service = before.service?.slug ?? null;
  return {
    kind: change.kind ?? before.kind,
    name: change.name ?? before.name,
    startsAt: change.startsAt ?? before.startsAt,
    endsAt: change.endsAt ?? before.endsAt,
    environment: change.environment === undefined ? environment : change.environment,
    service: change.service === undefined ? service : change.service,
    recurrence: change.recurrence === undefined ? before.recurrence : change.recurrence,
    underWay: change.underWay ?? before.underWay,
    holdsFlagFlips: change.holdsFlagFlips ?? before.holdsFlagFlips,
  };
}

/** A window, held until the transaction ends. Throws `not_found`. */
export async function lockedWindow(tx: Tx, id: string, now: Instant): Promise<WindowView> {
  const locked = await lockWindow(prismaExecutor(tx), id);
  const window = locked ? await findWindow(tx, id, now) : null;
  if (!window) throw notFound("change window", id);
  return window;
}
