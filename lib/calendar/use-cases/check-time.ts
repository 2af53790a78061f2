import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { currentCalendarRelations } from "../calendar-sources-read-model";
import { loadConflictFacts } from "../conflict-read-model";
import { CheckTimeInput, type TimeCheck } from "../contract";
import { conflictWords, type FreeSlots, findConflicts, freeSlots } from "../domain/conflicts";
import { periodOf } from "./window-fields";

const horizonMs = 60 * 86_400_000;
const maxLengthMs = 31 * 86_400_000;
const slotCount = 5;

/** What speaks against a time for a change of a service in an environment, and the next free times or why there are none. */
export const checkTime = defineQuery({
  name: "calendar.check_time",
  permission: "catalog:read",
  input: CheckTimeInput,
  async handle({ input, db, now }): Promise<TimeCheck> {
    const plan = periodOf(input);
    if (plan.to <= plan.from || plan.to - plan.from > maxLengthMs) throw badLength();
    const serviceId = (await serviceIdsBySlug(db, [input.service])).get(input.service);
    if (!serviceId) throw notFound("service", input.service);
    const environmentId = (await environmentIdsBySlug(db, [input.environment])).get(input.environment);
    if (!environmentId) throw notFound("environment", input.environment);
    const earliest = instant(Math.max(plan.from, now));
    const within = { from: earliest, to: instant(earliest + horizonMs) };
    const range = { from: plan.from, to: instant(Math.max(within.to, plan.to)) };
    const question = { serviceId, environmentId, range, now, assignee: input.assignee ?? null };
    const facts = await loadConflictFacts(prismaExecutor(db), currentCalendarRelations(), question);
    const answer = freeSlots({ within, lengthMs: plan.to - plan.from, count: slotCount }, facts);
    return {
      conflicts: findConflicts(plan, facts).map((one) => ({ code: one.code, sentence: conflictWords(one) })),
      slots: answer.kind === "free" ? answer.slots.map(timesOf) : [],
      none: answer.kind === "free" ? null : noneWords(answer),
    };
  },
});

function timesOf({ from, to }: Period): { startsAt: string; endsAt: string } {
  return { startsAt: new Date(from).toISOString(), endsAt: new Date(to).toISOString() };
}

const shownReasons = 5;

function noneWords({ longestMs, reasons }: Extract<FreeSlots, { kind: "none" }>): string {
  const hours = Math.floor(longestMs / 3_600_000);
  const minutes = Math.floor((longestMs % 3_600_000) / 60_000);
  const longest = longestMs === 0 ? "Nothing is free" : `The longest free time is ${hours} h ${minutes} min`;
  const first = reasons.slice(0, shownReasons).map(conflictWords).join(" ");
  const rest = reasons.length > shownReasons ? ` And ${reasons.length - shownReasons} more reasons.` : "";
  return `${longest} in the next 60 days. ${first}${rest}`;
}

function badLength(): AppError {
  const message = "A plan ends after it starts, 31 days later at most.";
  const reasons = [{ code: "bad_length", field: "endsAt", message, remedy: "Choose a later or nearer end." }];
  return new AppError("invalid_input", { detail: message, reasons });
}
