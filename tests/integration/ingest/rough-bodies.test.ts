import { beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/webhooks/[source]/route";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { getSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createTestIntake } from "@/tests/support/intake";
import { seeded } from "@/tests/support/signals-stream";

/** Goal: whatever a sender sends, it is answered so that it goes on sending, and nothing of it is lost without a word. */
const harness = setUpHarness();
const secret = "a-shared-word-of-tests";

beforeAll(async () => {
  await createEventSource.run({ slug: "rough", name: "Rough", kind: "push", secret }, callAs("admin"));
});

const good = JSON.stringify({
  signals: [
    {
      kind: "deployment",
      id: "1",
      progress: "running",
      occurredAt: "2026-11-20T11:00:00Z",
      service: "checkout",
      environment: "production",
      version: "1.0.0",
    },
  ],
});

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  slug = "rough",
): Promise<Response> {
  const request = new Request(`http://localhost/api/webhooks/${slug}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...headers },
    body,
  });
  return POST(request, { params: Promise.resolve({ source: slug }) });
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const rough: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, string])[] = [
  ["nothing", "", "dead"],
  ["half of a body", good.slice(0, 60), "dead"],
  ["a byte order mark before it", bytes(`\uFEFF${good}`), "parsed"],
  ["no JSON at all", "<html></html>", "dead"],
  ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), "dead"],
  ["a NUL in a name", good.replace("checkout", "check\\u0000out"), "dead"],
  ["half of a surrogate pair in a name", good.replace("checkout", "check\\ud800out"), "dead"],
  ["a field that nobody knows", good.replace('"id"', '"extra":1,"id"'), "dead"],
  ["a kind that nobody knows", good.replace('"deployment"', '"earthquake"'), "dead"],
  ["a list instead of an object", "[1,2,3]", "dead"],
  ["a number", "7", "dead"],
  ["null", "null", "dead"],
  ["a very deep body", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, "dead"],
  ["a prototype", '{"__proto__":{"signals":[]},"signals":[]}', "dead"],
  ["256 KiB of one text", JSON.stringify({ signals: [{ kind: "x".repeat(262_144) }] }), "dead"],
  ["a time long ago", good.replace("2026-11-20", "0001-01-01"), "dead"],
];

describe("a rough body", () => {
  it("is accepted, kept, and named on the source's page", async () => {
    const ids = new Map<string, string>();
    for (const [what, body] of rough) {
      const answer = await post(body);
      expect(answer.status, what).toBe(202);
      ids.set(what, ((await answer.json()) as { id: string }).id);
    }
    const intake = createTestIntake(harness().runtime);
    await intake.settle();
    await intake.close();
    for (const [what, , state] of rough) {
      const delivery = await harness().db.delivery.findUniqueOrThrow({ where: { id: BigInt(ids.get(what) ?? 0) } });
      expect({ what, state: delivery.state }).toEqual({ what, state });
      if (state === "dead") expect(JSON.stringify(delivery.detail), what).toMatch(/"words":"[^"]{5,}/);
    }
  });

  it("of chance is never a failure of ours, whatever its headers say", async () => {
    const random = seeded(5);
    const letters = Array.from({ length: 200 }, () => Math.floor(random() * 256));
    for (let n = 0; n < 60; n += 1) {
      const cut = Math.floor(random() * good.length);
      const flipped = bytes(good);
      flipped[cut] = letters[n] ?? 0;
      const type = [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-7",
      ][n % 4];
      const answer = await post(flipped, {
        "content-type": type ?? "",
        "content-encoding": n % 3 ? "identity" : "gzip",
        "x-odd": "\u00ff".repeat(5),
      });
      expect(answer.status).toBe(202);
    }
  });

  it("that is too large is refused with 413, and counted", async () => {
    expect((await post("x".repeat(1_048_577))).status).toBe(413);
    const health = await getSourceHealth.run({ slug: "rough" }, callAs("viewer"));
    expect(health.doorOutcomes).toContainEqual(expect.objectContaining({ outcome: "too_large", count: 1 }));
  });

  it("is refused with 401 from a stranger, and with 404 at an address of nobody, and never with anything else", async () => {
    for (const authorization of ["", "Bearer wrong", "Basic abc", `Bearer ${secret}x`, `bearer  ${secret}`]) {
      expect((await post(good, { authorization })).status).toBe(401);
    }
    for (const slug of ["nobody", "__proto__", "..", "%00", "a".repeat(500)])
      expect((await post(good, {}, slug)).status).toBe(404);
  });

  it("is answered with 503 and a time to come again while the database is away, so that the sender keeps it", async () => {
    const { runtime } = harness();
    const { setRuntime } = await import("@/lib/platform/runtime");
    const { createTestRuntime } = await import("@/tests/support/runtime");
    const away = createTestRuntime({ databaseUrl: "postgres://nobody:nothing@127.0.0.1:9/none" });
    setRuntime(away);
    try {
      const answer = await post(good);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("5");
    } finally {
      setRuntime(runtime);
      await away.close();
    }
  });
});
