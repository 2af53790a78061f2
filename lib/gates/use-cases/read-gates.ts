import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import { personKeyOf, personOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { decodeCursor, encodeCursor } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { type GateList, type GateRow, type GateView, GetGateInput, ListGatesInput } from "../contract";
import { holds } from "../domain/verdict";
import { answerInWords } from "../domain/verdict-words";
import { findGatePlace, type ListedPlace, listGatePlaces } from "../place-read-model";
import type { GateSitting } from "../port";
import { askGates, gateView, openSitting } from "../verdict-read-model";
import { requireGatePlace } from "./find-gate-place";

/** May this version go to this environment now? Every reason, its owner and what to do. A rollback may, always. */
export const getGate = defineQuery({
  name: "gate.get",
  permission: "gate:read",
  input: GetGateInput,
  async handle({ input, db, now, actor }): Promise<GateView> {
    const place = await requireGatePlace(prismaExecutor(db), input);
    const { version = null, purpose } = input;
    return gateView(db, await askGates(db, { place, version, purpose, now, person: personKeyOf(actor) }));
  },
});

interface Asker {
  readonly now: Instant;
  readonly person: string | null;
  /** What is known of all the places is loaded once. */
  readonly together: GateSitting;
}

/** Places asked side by side. */
const lanes = 4;

/** For each service and environment: could the newest version go there now? */
export const listGates = defineQuery({
  name: "gate.list",
  permission: "gate:read",
  input: ListGatesInput,
  async handle({ input, db, now, actor }): Promise<GateList> {
    const places = await listGatePlaces(prismaExecutor(db), {
      service: input.service,
      environment: input.environment,
      after: decodeCursor(input.cursor, /^[a-z0-9-]{1,63}$/),
      // Whoever is nobody's team mate has none: a token without an owner, for one.
      memberId: input.list === "mine" ? (personOf(actor) ?? "nobody") : undefined,
      limit: input.limit + 1,
    });
    const services = [...new Set(places.map(({ service }) => service))];
    const shown = new Set(services.slice(0, input.limit));
    const last = [...shown].at(-1);
    const asked = places.filter(({ service }) => shown.has(service));
    const items = await rowsOf(db, asked, { now, person: personKeyOf(actor), together: openSitting(asked) });
    const hasMore = services.length > shown.size && last !== undefined;
    return { items, nextCursor: hasMore ? encodeCursor(last) : null };
  },
});

async function rowsOf(db: Db, places: readonly ListedPlace[], by: Asker): Promise<z.infer<typeof GateRow>[]> {
  const rows: (z.infer<typeof GateRow> | null)[] = places.map(() => null);
  const indices = places.keys();
  const lane = async () => {
    for (const index of indices) {
      const asked = places[index];
      if (asked) rows[index] = await rowOf(db, asked, by);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return rows.filter((row) => row !== null);
}

async function rowOf(
  db: Db,
  asked: ListedPlace,
  { now, person, together }: Asker,
): Promise<z.infer<typeof GateRow> | null> {
  const place = await findGatePlace(prismaExecutor(db), asked);
  // It was there a moment ago; what is gone is not shown.
  if (!place) return null;
  const { version } = asked;
  const { verdict } = await askGates(db, { place, version, purpose: "release", now, person, together });
  const service = { slug: place.service.slug, name: place.service.name };
  const environment = { slug: place.environment.slug, name: place.environment.name };
  const holding = verdict.reasons.filter(holds);
  return {
    service,
    environment,
    version,
    live: place.live?.version ?? null,
    answer: verdict.answer,
    sentence: answerInWords({ ...verdict, service, environment, version }),
    holding: holding.length,
    first: holding[0] ?? null,
  };
}
