import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { programArguments } from "@/tests/support/bundled-programs";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { send } from "@/tests/support/intake";
import { until } from "@/tests/support/until";

/** Goal: a worker that dies in the middle of a batch loses nothing and does nothing twice. */
const harness = setUpHarness();
const secret = "a-shared-word-of-tests";
const total = 600;
let dataDir: string;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "signalbox-kill-"));
  await createEventSource.run({ slug: "stream", name: "Stream", kind: "push", secret }, callAs("admin"));
});
afterAll(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  await rm(dataDir, { recursive: true, force: true });
});

function startWorker(): ChildProcess {
  const { SIGNALBOX_SECRET } = harness().runtime.config;
  const worker = spawn(process.execPath, programArguments("lib/entry/worker.ts"), {
    env: {
      ...process.env,
      NODE_ENV: "test",
      DATABASE_URL: harness().database.url,
      SIGNALBOX_SECRET: `${SIGNALBOX_SECRET}`,
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_LOG_LEVEL: "silent",
      SIGNALBOX_DEMO: "0",
    },
    stdio: "ignore",
  });
  workers.push(worker);
  return worker;
}

function body(n: number): string {
  const signal = {
    kind: "commit",
    occurredAt: "2026-11-20T11:00:00Z",
    repository: "github.com/shop/checkout",
    sha: n.toString(16).padStart(40, "0"),
    paths: Array.from({ length: 200 }, (_, at) => `folder-${n}/file-${at}.ts`),
  };
  return JSON.stringify({ signals: [signal] });
}

it("a killed worker's deliveries are read by the next, each once", { timeout: 180_000 }, async () => {
  const { runtime, db } = harness();
  const first = startWorker();
  const headers = { authorization: `Bearer ${secret}` };
  const sent = Promise.all(
    Array.from({ length: total }, (_, n) =>
      send(runtime, "stream", body(n), { ...headers, "idempotency-key": `${n}` }),
    ),
  );
  const read = () => db.delivery.count({ where: { state: "parsed" } });
  await until("it has begun to read", async () => (await read()) > 0, { deadlineMs: 60_000, everyMs: 2 });
  first.kill("SIGKILL");
  const acknowledged = await sent;
  expect(acknowledged.every(({ outcome }) => outcome === "accepted")).toBe(true);
  startWorker();
  await until("all are read", async () => (await read()) === total, { deadlineMs: 90_000 });
  expect(await db.delivery.count({ where: { attempts: 1 } })).toBe(total);
  expect(await db.signalFact.count()).toBe(total);
  await until("all are projected", async () => (await db.dirtySubject.count()) === 0, { deadlineMs: 60_000 });
});
