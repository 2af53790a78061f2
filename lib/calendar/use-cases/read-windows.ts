import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import type { PolicyReason } from "@/lib/policies/domain/policy-facts";
import { askGate, currentBending } from "@/lib/policies/gate-read-model";
import { GetHoldInput, GetWindowInput, type HoldView, ListWindowsInput, type WindowView } from "../contract";
import { findWindow, listWindowViews, windowsInForce } from "../window-read-model";

/** Change windows in the order in which they start. */
export const listWindows = defineQuery({
  name: "window.list",
  permission: "catalog:read",
  input: ListWindowsInput,
  handle: ({ input, db, now }): Promise<Page<WindowView>> => listWindowViews(db, input, now),
});

/** One change window. */
export const getWindow = defineQuery({
  name: "window.get",
  permission: "catalog:read",
  input: GetWindowInput,
  async handle({ input, db, now }): Promise<WindowView> {
    const window = await findWindow(db, input.id, now);
    if (!window) throw notFound("change window", input.id);
    return window;
  },
});

/** May forward moves of a service in an environment go on now, and if not, why and until when? */
export const getHold = defineQuery({
  name: "window.hold",
  permission: "catalog:read",
  input: GetHoldInput,
  async handle({ input, db, now }): Promise<HoldView> {
    const serviceId = (await serviceIdsBySlug(db, [input.service])).get(input.service);
    if (!serviceId) throw notFound("service", input.service);
    const environmentId = (await environmentIdsBySlug(db, [input.environment])).get(input.environment);
    if (!environmentId) throw notFound("environment", input.environment);
    const windows = await windowsInForce(prismaExecutor(db), { serviceId, environmentId, now });
    const question = { serviceId, environmentId, rolloutId: null, purpose: "release", isRunning: false } as const;
    const { decision } = await askGate(db, question, currentBending(), now);
    return withBudgets(windows, decision.reasons);
  },
});

/** Windows and error-budget policies together. It ends with the last of them; when, is not known unless all say so. */
function withBudgets(windows: HoldView, reasons: readonly PolicyReason[]): HoldView {
  const holding = reasons.filter(({ isHolding }) => isHolding);
  if (holding.length === 0) return windows;
  const all = [
    ...windows.reasons,
    ...holding.map(({ message, remedy, until }) => ({
      code: "budget_policy" as const,
      message,
      remedy,
      windowId: null,
      since: null,
      underWay: "hold" as const,
      until: until === null ? null : new Date(until).toISOString(),
    })),
  ];
  const ends = all.flatMap(({ until }) => until ?? []);
  const until = ends.length === all.length ? (ends.toSorted().at(-1) ?? null) : null;
  return { ...windows, held: true, until, reasons: all };
}
