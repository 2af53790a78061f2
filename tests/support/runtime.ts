import { authenticateRequest } from "@/lib/identity/use-cases/authenticate-request";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Config, parseConfig } from "@/lib/platform/config/config";
import { secretKeysOf } from "@/lib/platform/crypto/keys";
import { createSecretBox } from "@/lib/platform/crypto/secret-box";
import { createDb } from "@/lib/platform/db/prisma";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { randomIds } from "@/lib/platform/ids";
import type { Jobs } from "@/lib/platform/jobs/jobs";
import { createLog } from "@/lib/platform/log";
import type { Runtime } from "@/lib/platform/runtime";

export interface EnqueuedJob {
  readonly name: string;
  readonly payload: unknown;
}

export interface TestRuntime extends Runtime {
  /** Move the product's clock. The database's own clock does not follow. */
  setNow(at: number | string): void;
  advance(byMs: number): void;
  /** What was enqueued, in order; also of transactions that were rolled back. */
  readonly enqueued: readonly EnqueuedJob[];
  close(): Promise<void>;
}

export interface TestRuntimeOptions {
  readonly databaseUrl: string;
  /** Epoch milliseconds or an ISO string; the real time when absent. The clock stands still until it is moved. */
  readonly now?: number | string;
  readonly settings?: Readonly<Record<string, string>>;
  /** The real job queue, where a test is about it. */
  readonly jobs?: Jobs;
  readonly overrides?: Partial<Runtime>;
}

/** The settings of tests: valid, quiet, and nothing from the environment. */
export function testConfig(databaseUrl: string, settings: Readonly<Record<string, string>> = {}): Config {
  return parseConfig({
    NODE_ENV: "test",
    DATABASE_URL: databaseUrl,
    SIGNALBOX_SECRET: "ZmFrZS1idXQtbG9uZy1lbm91Z2gtZm9yLXRlc3RzLTEyMzQ1Njc4OTA",
    SIGNALBOX_LOG_LEVEL: "silent",
    ...settings,
  });
}

/** A whole runtime over a real database, with a clock that the test moves and a job queue that only takes notes. */
export function createTestRuntime(options: TestRuntimeOptions): TestRuntime {
  const config = testConfig(options.databaseUrl, options.settings);
  const db = createDb(options.databaseUrl, 5);
  const at = (value: number | string): Instant => instant(typeof value === "string" ? Date.parse(value) : value);
  let now = at(options.now ?? Date.now());
  let monotonicMs = 0;
  const enqueued: EnqueuedJob[] = [];
  const notedJobs: Jobs = {
    async enqueue(_tx, job, payload) {
      enqueued.push({ name: job.name, payload: job.payload.parse(payload) });
    },
  };
  const runtime: TestRuntime = {
    config,
    db,
    clock: { now: () => now, monotonicMs: () => monotonicMs },
    ids: randomIds,
    log: createLog("test", config.SIGNALBOX_LOG_LEVEL),
    jobs: options.jobs ?? notedJobs,
    secrets: createSecretBox(secretKeysOf(config)),
    outbound: createOutboundClient({ allowCidrs: config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS }),
    authenticate: (headers) => authenticateRequest(headers, runtime),
    ...options.overrides,
    setNow(value) {
      now = at(value);
    },
    advance(byMs) {
      now = instant(now + byMs);
      monotonicMs += byMs;
    },
    enqueued,
    close: () => db.$disconnect(),
  };
  return runtime;
}
