import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { ReadBound } from "@/lib/platform/http/read-bound";
import { KeptAnswer } from "@/lib/platform/kept-answer";
import type { Runtime } from "@/lib/platform/runtime";
import { loadStatusTexts } from "@/lib/releases/checklist-read-model";
import { listObjectiveRows } from "@/lib/slos/objective-read-model";
import { viewObjectives } from "@/lib/slos/use-cases/objective-view";
import type { PublicStatus, ShownService } from "../contract";
import { gravestState, type ShownState, shownState } from "../domain/shown-state";
import { loadStatusPage, loadStatusPageSwitch } from "../status-page-read-model";

/** How old an answer may be: however many ask, states are read this seldom. */
const keptMs = 15_000;

/** Reads of one address in a minute. Whoever shares it with others (a company, a proxy) shares this. */
const readsPerMinute = 300;

interface Door {
  readonly bound: ReadBound;
  readonly kept: KeptAnswer<PublicStatus>;
}

const doors = new WeakMap<Runtime, Door>();

/**
 * What everybody may see, for whoever asks; at most 15 s old. Throws `not_found` while it is off, and `too_many_requests` beyond 300
 * reads a minute from one address.
 */
export async function readStatusPage(
  { sourceAddress }: { readonly sourceAddress: string },
  runtime: Runtime,
): Promise<PublicStatus> {
  const door = doors.get(runtime) ?? { bound: new ReadBound(readsPerMinute), kept: new KeptAnswer(keptMs) };
  doors.set(runtime, door);
  const nowMs = runtime.clock.monotonicMs();
  if (!door.bound.admit(sourceAddress, nowMs)) {
    throw new AppError("too_many_requests", { detail: `Read this at most ${readsPerMinute} times a minute.` });
  }
  const { isOn, revision } = await loadStatusPageSwitch(prismaExecutor(runtime.db));
  if (!isOn) throw new AppError("not_found", { detail: "There is nothing here." });
  return door.kept.read(revision, nowMs, () => statusNow(runtime, runtime.clock.now()));
}

async function statusNow(runtime: Runtime, now: Instant): Promise<PublicStatus> {
  const db = prismaExecutor(runtime.db);
  const { title, services } = await loadStatusPage(db);
  const shown: PublicStatus["services"] = [];
  for (const place of services) shown.push({ name: place.name, state: await stateAt(runtime, place, now) });
  const texts = await loadStatusTexts(db, now);
  return {
    title,
    asOf: new Date(now).toISOString(),
    state: shown.length === 0 ? null : gravestState(shown.map(({ state }) => state)),
    services: shown,
    announcements: texts.map(({ text, at }) => ({ text, at })).sort((left, right) => right.at.localeCompare(left.at)),
  };
}

async function stateAt(runtime: Runtime, { service, environment }: ShownService, now: Instant): Promise<ShownState> {
  const rows = await listObjectiveRows(runtime.db, { service, environment });
  const views = await viewObjectives(runtime.db, rows, now);
  return shownState(
    views.map(({ band, level, blind, alerts }) => ({
      isDark: level.isDark || band === "dark" || blind !== null,
      alerts,
    })),
  );
}
