import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { AskReleaseInput, type ReleaseAnswer, type ReleasePlanView } from "../contract";
import { findPlace } from "../declaration-read-model";
import { completeSet } from "../domain/complete-set";
import type { Move } from "../domain/facts";
import { planMoves } from "../domain/plan";
import { canRelease } from "../domain/verdict";
import { loadWorld } from "../world-read-model";
import { planView, verdictView } from "./present-dependencies";
import { serviceIdsOf, type WrittenName } from "./resolve-names";

/** How many of the newest versions of a service are tried when something has to come along. */
const candidateCount = 5;

async function placeOf(db: SqlExecutor, slug: string): Promise<{ id: string; slug: string; name: string }> {
  const place = await findPlace(db, slug);
  if (!place) throw notFound("environment", slug);
  return place;
}

/** Throws `invalid_input` for a service that is not there; a version may be one that nobody built yet. */
async function requireServices(db: Db, moves: readonly Move[]): Promise<void> {
  const named = moves.map(({ service }, index): WrittenName => ({ field: `moves.${index}.service`, slug: service }));
  await serviceIdsOf(db, named);
}

/** Can these be released together into an environment? Yes, no or unknown, with the shortest chain to every reason. */
export const askVerdict = defineQuery({
  name: "dependency.verdict",
  permission: "catalog:read",
  input: AskReleaseInput,
  async handle({ input, db: client, now }): Promise<ReleaseAnswer> {
    const db = prismaExecutor(client);
    const environment = await placeOf(db, input.environment);
    await requireServices(client, input.moves);
    const { running, knowledge } = await loadWorld(db, { environment, moves: input.moves, now });
    return verdictView(canRelease({ running, knowledge, moves: input.moves }), input.moves, environment, now);
  },
});

/** In which order can these be released so that nothing is broken on the way, what must move at one moment, and how does one get back? */
export const askPlan = defineQuery({
  name: "dependency.plan",
  permission: "catalog:read",
  input: AskReleaseInput,
  async handle({ input, db: client, now }): Promise<ReleasePlanView> {
    const db = prismaExecutor(client);
    const environment = await placeOf(db, input.environment);
    await requireServices(client, input.moves);
    return planFor(db, { environment, moves: input.moves, now });
  },
});

async function planFor(
  db: SqlExecutor,
  asked: {
    readonly environment: { id: string; slug: string; name: string };
    readonly moves: readonly Move[];
    readonly now: Instant;
  },
): Promise<ReleasePlanView> {
  const { environment, moves, now } = asked;
  const { running, knowledge } = await loadWorld(db, { environment, moves, now });
  const plan = planMoves({ running, knowledge, moves });
  if (plan.kind === "ordered") return planView({ plan, moves, environment, completion: null });
  const wide = await loadWorld(db, { environment, moves, now, candidateCount });
  const completion = completeSet({
    running: wide.running,
    knowledge: wide.knowledge,
    moves,
    candidates: (service) => wide.candidates.get(service) ?? [],
  });
  return planView({ plan, moves, environment, completion: completion.kind === "found" ? completion.extra : null });
}
