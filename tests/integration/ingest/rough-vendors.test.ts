import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/webhooks/[source]/route";
import { signalKinds } from "@/lib/ingest/contract";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { listDeliveries } from "@/lib/ingest/use-cases/read-deliveries";
import { getSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createTestIntake, type TestIntake } from "@/tests/support/intake";
import { type VendorSender, vendorSenders } from "@/tests/support/vendor-senders";

/**
 * Goal: of no vendor can a body cause a failure of ours or vanish. Method: through the door with each vendor's own proof, then read; every
 * answer is 202 or 401, and the source's page names what became of each.
 */
const harness = setUpHarness();
const admin = callAs("admin");
const secret = `whsec_${Buffer.from("thirty-two bytes for all vendors").toString("base64")}`;
let intake: TestIntake;

beforeAll(() => {
  intake = createTestIntake(harness().runtime);
});
afterAll(() => intake.close());

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const turned = Object.entries(value).reverse();
  return Object.fromEntries(turned.map(([key, one]) => [key, reversed(one)]));
}

interface Rough {
  readonly what: string;
  readonly body: Bytes;
  /** What may become of it once it is read. */
  readonly states: readonly string[];
}

/** Contracts of our own refuse fields that nobody knows, and CloudEvents long ones; vendors may add what they like. */
const isStrict = ({ kind }: VendorSender): boolean => ["push", "standard_webhooks", "cloudevents"].includes(kind);

function roughOf(sender: VendorSender): Rough[] {
  let n = 0;
  const next = (): unknown => {
    n += 1;
    return sender.good(n);
  };
  const whole = JSON.stringify(next());
  const more = (field: unknown): Bytes => utf8(JSON.stringify({ ...(next() as object), field_of_next_year: field }));
  const extra = isStrict(sender) ? ["parsed", "dead"] : ["parsed"];
  return [
    { what: "nothing", body: utf8(""), states: ["dead", "ignored"] },
    { what: "half of it", body: utf8(whole.slice(0, whole.length / 2)), states: ["dead"] },
    { what: "all but the last byte", body: utf8(whole.slice(0, -1)), states: ["dead"] },
    { what: "no JSON", body: utf8("<html>"), states: ["dead"] },
    { what: "no text", body: new Uint8Array([0xff, 0xfe, 0, 0xd8]), states: ["dead"] },
    { what: "null", body: utf8("null"), states: ["dead", "ignored"] },
    { what: "a list", body: utf8("[7]"), states: ["dead", "ignored"] },
    { what: "deep", body: utf8(`${"[".repeat(20_000)}${"]".repeat(20_000)}`), states: ["dead", "ignored"] },
    { what: "a byte order mark", body: utf8(`\uFEFF${JSON.stringify(next())}`), states: ["parsed"] },
    { what: "another order", body: utf8(JSON.stringify(reversed(next()), null, 1)), states: ["parsed"] },
    { what: "an unknown field", body: more({ deep: [1, null] }), states: extra },
    { what: "256 KiB more", body: more("x".repeat(262_144)), states: extra },
    ...(sender.unknown === null
      ? []
      : [{ what: "an unknown event", body: utf8(JSON.stringify(sender.unknown)), states: ["ignored", "dead"] }]),
  ];
}

async function post(slug: string, body: Bytes, headers: Record<string, string>): Promise<Response> {
  const type = { "content-type": "application/json" };
  const request = new Request(`http://localhost/api/webhooks/${slug}`, {
    method: "POST",
    headers: { ...type, ...headers },
    body,
  });
  return POST(request, { params: Promise.resolve({ source: slug }) });
}

const slugOf = (kind: string): string => kind.replaceAll("_", "-");

it("every kind of source is here", () => {
  expect(vendorSenders.map(({ kind }) => kind).toSorted()).toEqual([...signalKinds].toSorted());
});

describe.each(vendorSenders)("$kind", (sender) => {
  const slug = slugOf(sender.kind);
  const nowMs: number = T0;

  beforeAll(async () => {
    const config = { settings: sender.settings };
    await createEventSource.run({ slug, name: slug, kind: sender.kind, config, secret }, admin);
  });

  it("answers 202 to whatever is proven, and names what became of it", async () => {
    const rough = roughOf(sender);
    const ids = new Map<string, string>();
    let repetitions = 0;
    for (const [n, { what, body }] of rough.entries()) {
      const named = what === "an unknown event" ? sender.unknownHeaders : {};
      const headers = { ...sender.headers(n), ...named, ...sender.proof(secret, body, { n, nowMs }) };
      const answer = await post(slug, body, headers);
      expect(answer.status, what).toBe(202);
      const { outcome, id } = (await answer.json()) as { outcome: string; id: string | null };
      expect(["accepted", "duplicate"], what).toContain(outcome);
      if (id !== null) ids.set(id, what);
      else repetitions += 1;
    }
    await intake.settle();
    const { items } = await listDeliveries.run({ slug, limit: 100 }, admin);
    expect(items.length, "what was accepted is there").toBe(ids.size);
    expect(ids.size + repetitions, "nothing vanished").toBe(rough.length);
    for (const { id, state, outcome, words, event } of items) {
      const what = ids.get(id);
      const expected = rough.find((one) => one.what === what)?.states ?? [];
      expect({ what, outcome, isExpected: expected.includes(state), state }).toMatchObject({ isExpected: true });
      expect(outcome, what).toMatch(/^[a-z][a-z0-9_]+$/);
      if (state === "dead") expect(words, what).toMatch(/\S.{4,}/);
      if (state === "ignored") expect(event, what).not.toBeNull();
    }
    expect(items.filter(({ state }) => state === "parsed").length).toBeGreaterThanOrEqual(1);
    const health = await getSourceHealth.run({ slug }, admin);
    expect(health.doorOutcomes.find(({ outcome }) => outcome === "duplicate")?.count ?? 0).toBe(repetitions);
  });

  it("answers 401 to a body without its proof or with a wrong one, keeps nothing, and counts it", async () => {
    const body = utf8(JSON.stringify(sender.good(99)));
    const other = `whsec_${Buffer.from("thirty-two bytes of a stranger!!").toString("base64")}`;
    const before = (await listDeliveries.run({ slug, limit: 100 }, admin)).items.length;
    const proofs = [{}, sender.proof(other, body, { n: 99, nowMs }), { authorization: "Basic \u00fe" }];
    for (const proof of proofs) {
      expect((await post(slug, body, { ...sender.headers(99), ...proof })).status).toBe(401);
    }
    expect((await listDeliveries.run({ slug, limit: 100 }, admin)).items.length).toBe(before);
    const { doorOutcomes, counts } = await getSourceHealth.run({ slug }, admin);
    const refusals = doorOutcomes.filter(({ outcome }) => /^(missing|wrong|no)_(secret|signature)$/.test(outcome));
    expect(refusals.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(refusals.every(({ lastDetail }) => (lastDetail ?? "").length > 10)).toBe(true);
    expect(counts.refused).toBe(3);
  });
});
