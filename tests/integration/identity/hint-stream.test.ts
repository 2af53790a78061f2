import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerHints, hintStreamOf } from "@/lib/identity/adapters/hint-endpoint";
import { disableUser } from "@/lib/identity/use-cases/disable-user";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { bestOf, tookMs } from "../../support/best-of";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;

beforeAll(() => {
  runtime = createTestRuntime({ databaseUrl: database().url });
});
afterAll(async () => {
  await hintStreamOf(runtime).close();
  await runtime.close();
});

interface Reader {
  readonly response: Response;
  /** Resolves with the text so far once it holds `text`. */
  until(text: string): Promise<string>;
  readonly ended: Promise<void>;
  cancel(): Promise<void>;
}

async function open(person: Person): Promise<Reader> {
  const request = new Request("http://localhost:3000/api/stream", { headers: { cookie: person.cookie } });
  const response = await answerHints(request, runtime, "req_stream_test");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let seen = "";
  let wake: () => void = () => undefined;
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return wake();
      seen += new TextDecoder().decode(value);
      wake();
    }
  })();
  return {
    response,
    ended,
    async until(text) {
      while (!seen.includes(text)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return seen;
    },
    cancel: () => reader.cancel(),
  };
}

const hint = (id: string) => sendHint(prismaExecutor(runtime.db), { topic: "rollout", id, revision: 7 });

describe("the stream of hints", () => {
  it("tells every open page what changed, after the commit only", async () => {
    const [one, two] = [
      await createPerson(runtime, { roles: ["viewer"] }),
      await createPerson(runtime, { roles: ["sre"] }),
    ];
    const readers = [await open(one), await open(two)];
    expect(readers[0]?.response.headers.get("content-type")).toContain("text/event-stream");
    await runtime.db
      .$transaction(async (tx) => {
        await sendHint(prismaExecutor(tx), { topic: "rollout", id: "rolled-back", revision: 1 });
        throw new Error("undo");
      })
      .catch(() => undefined);
    await hint("rol_1");
    for (const reader of readers) {
      const seen = await reader.until("rol_1");
      expect(seen).toContain('event: hint\ndata: {"topic":"rollout","id":"rol_1","revision":7}\n\n');
      expect(seen).not.toContain("rolled-back");
      await reader.cancel();
    }
    expect(hintStreamOf(runtime).size).toBe(0);
  });

  it("ends within two seconds when its person is disabled, and only then (row 9)", async () => {
    const admin = await createPerson(runtime, { roles: ["admin"] });
    const bystander = await open(await createPerson(runtime, { roles: ["sre"] }));
    const endedMs = await bestOf(2_000, async () => {
      const person = await createPerson(runtime, { roles: ["sre"] });
      const reader = await open(person);
      return tookMs(async () => {
        await disableUser.run({ id: person.id }, { actor: admin.actor }, runtime);
        await reader.ended;
      });
    });
    expect(endedMs).toBeLessThan(2_000);
    await hint("rol_2");
    await bystander.until("rol_2");
    await bystander.cancel();
  });

  it("is refused to nobody in particular, and beyond ten for one session", async () => {
    const request = new Request("http://localhost:3000/api/stream");
    await expect(answerHints(request, runtime, "req_none")).rejects.toMatchObject({ code: "unauthenticated" });
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const readers: Reader[] = [];
    for (let count = 0; count < 10; count += 1) readers.push(await open(person));
    await expect(open(person)).rejects.toMatchObject({ code: "too_many_requests" });
    await readers[0]?.cancel();
    readers.push(await open(person));
    for (const reader of readers) await reader.cancel();
  });

  it("ends all streams when hints may have been missed, and hears again afterwards", async () => {
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const reader = await open(person);
    const admin = new pg.Client({ connectionString: database().adminUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'signalbox hints' and datname = current_database()`,
    );
    await admin.end();
    await reader.ended;
    const again = await open(person);
    await hint("rol_3");
    await again.until("rol_3");
    await again.cancel();
  });
});
