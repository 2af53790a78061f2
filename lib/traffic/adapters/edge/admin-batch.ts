import { z } from "zod";
import { EDGE_BATCH_MAX, EdgeClaims, EdgeIntents, type TrafficIntentMessage } from "@/lib/traffic/contract";
import type { EdgeService } from "./edge-service";

/** What became of one of many intents: the status and the body that it would have been answered with alone. */
export interface IntentAnswer {
  readonly status: number;
  readonly body: unknown;
}

const Names = z.array(z.string().max(63)).max(EDGE_BATCH_MAX);

/** The named services, those that there are; all when none is named. Null for a list that is too long. */
export function namedServices(
  services: ReadonlyMap<string, EdgeService>,
  query: URLSearchParams,
): readonly EdgeService[] | null {
  const names = Names.safeParse(query.getAll("service"));
  if (!names.success) return null;
  if (names.data.length === 0) return [...services.values()];
  return names.data.flatMap((name) => services.get(name) ?? []);
}

/** One answer for many services, by name. */
export function answersOf(
  services: readonly EdgeService[],
  answerOf: (service: EdgeService) => unknown,
): { readonly targets: Readonly<Record<string, unknown>> } {
  return { targets: Object.fromEntries(services.map((service) => [service.config.name, answerOf(service)])) };
}

/** Take intents one after the other, each for itself: that one is refused says nothing about the next. */
export function takeMany(
  json: unknown,
  services: ReadonlyMap<string, EdgeService>,
  take: (service: EdgeService, intent: TrafficIntentMessage) => IntentAnswer,
): IntentAnswer {
  const parsed = EdgeIntents.safeParse(json);
  if (!parsed.success) return refusedList(parsed.error, "not a list of intents");
  return answerEach(parsed.data.intents, services, (service, { intent }) => take(service, intent));
}

/** Take claims, as intents are taken. */
export function claimMany(
  json: unknown,
  services: ReadonlyMap<string, EdgeService>,
  claim: (service: EdgeService, term: number) => IntentAnswer,
): IntentAnswer {
  const parsed = EdgeClaims.safeParse(json);
  if (!parsed.success) return refusedList(parsed.error, "not a list of claims");
  return answerEach(parsed.data.claims, services, (service, { term }) => claim(service, term));
}

function refusedList({ issues: [issue] }: z.ZodError, otherwise: string): IntentAnswer {
  const detail = `${issue?.path.join(".") || "body"}: ${issue?.message ?? otherwise}`;
  return { status: 400, body: { code: "invalid_input", detail } };
}

function answerEach<Item extends { readonly service: string }>(
  items: readonly Item[],
  services: ReadonlyMap<string, EdgeService>,
  answerOf: (service: EdgeService, item: Item) => IntentAnswer,
): IntentAnswer {
  const answers = items.map((item) => {
    const found = services.get(item.service);
    const answer = found ? answerOf(found, item) : { status: 404, body: { code: "service_unknown" } };
    return { service: item.service, ...answer };
  });
  return { status: 200, body: { answers } };
}
