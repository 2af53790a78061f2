import { z } from "zod";
import { FactEvent, factOf } from "../../fact-contract";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { ignored, issuesOf, malformed, readJson, told } from "../reading";
import { standardId, verifyStandardWebhooks } from "../verification";

/**
 * Our own facts, signed as Standard Webhooks says: a fact, a list of facts, or either as `data` of a message with `type` and
 * `timestamp`. All facts of a body are taken or none.
 */
const mostFacts = 1_000;

const Message = z.object({ type: z.string().max(200), data: z.unknown() });

function factsIn(json: unknown): unknown {
  const message = Message.safeParse(json);
  return message.success && message.data.data !== undefined ? message.data.data : json;
}

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  const given = factsIn(json.json);
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) return ignored("no_events", "facts");
  if (list.length > mostFacts) return malformed("too_many_facts", `Send at most ${mostFacts} facts at once.`);
  const read = list.map((one) => FactEvent.safeParse(one));
  const wrong = read.flatMap((one, at) => (one.success ? [] : [`[${at}] ${issuesOf(one.error)}`]));
  if (wrong.length > 0) return malformed("wrong_shape", wrong.slice(0, 5).join("; "));
  const space = { system: "push", host: source.slug };
  const facts = read.flatMap((one) => (one.success ? [factOf(one.data, space)] : []));
  return told(facts.length === 1 ? (facts[0]?.kind ?? "fact") : `${facts.length} facts`, facts);
}

export const standardWebhooksParser: SignalParser = {
  kind: "standard_webhooks",
  version: 1,
  verify: verifyStandardWebhooks,
  senderId: standardId,
  parse,
};
