import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { runCli } from "@/lib/entry/cli/run-cli";
import { pushQuality } from "@/lib/gates/use-cases/push-quality";
import { setRequirement } from "@/lib/gates/use-cases/set-requirement";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { callAs, setUpHarness } from "@/tests/support/harness";

/** The command line against the REST API over HTTP on a real database; the process itself is started once. */
const harness = setUpHarness();
let server: ApiServer;

beforeAll(async () => {
  await createEnvironment.run(
    { slug: "production", name: "Production", kind: "production", rank: 40 },
    callAs("admin"),
  );
  server = await startApiServer();
});
afterAll(() => server.close());

const execute = promisify(execFile);

async function gitIn(directory: string, args: readonly string[]): Promise<string> {
  return (await execute("git", ["-C", directory, ...args])).stdout;
}

interface Given {
  readonly token?: string;
  readonly url?: string;
  readonly files?: Readonly<Record<string, string>>;
}

async function signalbox(args: string[], given: Given = {}) {
  let out = "";
  let err = "";
  const files: Record<string, string> = { ...given.files };
  let keys = 0;
  const code = await runCli(args, {
    env: { SIGNALBOX_API_URL: given.url ?? server.url, SIGNALBOX_API_TOKEN: given.token ?? "role:admin" },
    fetch: globalThis.fetch,
    settingsFile: "/settings",
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    nowMs: () => performance.now(),
    sleep: async () => undefined,
    async readFile(file) {
      const text = files[file];
      if (text === undefined) throw new Error("no such file");
      return text;
    },
    async readBytes(file) {
      const text = files[file];
      if (text === undefined) throw new Error("no such file");
      return Buffer.from(text);
    },
    git: gitIn,
    async writeSecretFile(file, text) {
      files[file] = text;
    },
    newKey: () => `key-${process.pid}-${args.join("-").length}-${keys++}-${randomUUID()}`,
  });
  return { code, out, err, files };
}

describe("signalbox", () => {
  it("creates and lists services, registers versions, imports deployments", async () => {
    const create = ["service", "create", "--slug", "checkout", "--name", "Checkout", "--tier", "0"];
    expect(await signalbox(create)).toMatchObject({ code: 0, out: "Service checkout is there.\n" });
    const digest = `sha256:${"a".repeat(64)}`;
    const register = ["version", "register", "--service", "checkout", "--version", "1.0.0", "--digest", digest];
    expect(await signalbox(register)).toMatchObject({ code: 0, out: "Version 1.0.0 is registered.\n" });
    expect(await signalbox(register)).toMatchObject({ code: 0, out: "Version 1.0.0 is known already.\n" });
    const row = {
      service: "checkout",
      environment: "production",
      version: "1.0.0",
      startedAt: "2026-10-01T10:00:00Z",
      finishedAt: "2026-10-01T10:01:00Z",
      externalRef: "build-1",
    };
    const files = { "rows.json": JSON.stringify([row]) };
    const imported = await signalbox(["deployments", "import", "rows.json"], { files });
    expect(imported).toMatchObject({ code: 0, out: "1 imported, 0 known already.\n" });
    const list = await signalbox(["service", "list"]);
    expect(list.out).toContain("checkout  0     -     production 1.0.0");
    const json = await signalbox(["service", "list", "--json"]);
    expect(JSON.parse(json.out).items[0]).toMatchObject({ slug: "checkout", tier: 0 });
    expect(await harness().db.deployment.count()).toBe(1);
  });

  it("sends signals from a file or the input: the same again is known, and wrong fields are named", async () => {
    await createEventSource.run({ slug: "ci", name: "CI", kind: "push" }, callAs("admin"));
    const signal = {
      kind: "deployment",
      id: "run-1",
      progress: "succeeded",
      occurredAt: "2026-11-20T09:30:00Z",
      service: "checkout",
      environment: "production",
      version: "4.12.0",
    };
    const files = {
      "one.json": JSON.stringify(signal),
      "-": JSON.stringify({ signals: [signal, { ...signal, id: "run-2" }] }),
      "wrong.json": JSON.stringify([{ ...signal, progress: "done" }]),
    };
    const push = (file: string) => signalbox(["signal", "push", file, "--source", "ci"], { files });
    expect(await push("one.json")).toMatchObject({ code: 0, out: "1 sent, 0 of them known already.\n" });
    expect(await push("-")).toMatchObject({ code: 0, out: "2 sent, 1 of them known already.\n" });
    const wrong = await push("wrong.json");
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("signals.0.progress: Use queued, running");
    expect(await push("none.json")).toMatchObject({ code: 2 });
  });

  it("exits 2 for wrong usage and wrong input, with every reason and remedy", async () => {
    expect(await signalbox(["rollout", "start"])).toMatchObject({ code: 2 });
    expect(await signalbox(["service", "lst"])).toMatchObject({ code: 2 });
    expect(await signalbox(["service", "create", "--slug", "x", "--name", "X", "--tier", "many"])).toMatchObject({
      code: 2,
    });
    const wrong = await signalbox(["service", "create", "--slug", "NOT A SLUG", "--name", "X", "--tier", "9"]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("slug: Use lower-case letters");
    expect(wrong.err).toContain("tier:");
    expect(await signalbox(["deployments", "import", "none.json"])).toMatchObject({ code: 2 });
    const start = ["rollout", "start", "--service", "nope", "--environment", "production", "--version", "2"];
    expect(await signalbox(start)).toMatchObject({ code: 2 });
    expect(await signalbox(["rollout", "status", "rol_none"])).toMatchObject({ code: 2 });
    expect(await signalbox(["rollback"])).toMatchObject({ code: 2 });
    expect(await signalbox(["status"], { url: "ftp://x" })).toMatchObject({ code: 2 });
  });

  it("exits 3 for what is refused, prints the problem with --json", async () => {
    const create = ["service", "create", "--slug", "mine", "--name", "Mine", "--tier", "3"];
    expect(await signalbox(create, { token: "role:viewer" })).toMatchObject({ code: 3 });
    expect(await signalbox(create, { token: "nobody" })).toMatchObject({ code: 3 });
    const taken = await signalbox(["service", "create", "--slug", "checkout", "--name", "X", "--tier", "1", "--json"]);
    expect(taken.code).toBe(3);
    expect(JSON.parse(taken.err)).toMatchObject({ code: "conflict", reasons: [{ field: "slug" }] });
    const nothing = ["rollback", "--service", "checkout", "--environment", "production"];
    expect(await signalbox(nothing)).toMatchObject({ code: 3, err: expect.stringContaining("no rollout") });
  });

  it("exits 6 for a server that is not there, and says so when something else answers", async () => {
    const gone = await startApiServer();
    await gone.close();
    expect(await signalbox(["status"], { url: gone.url })).toMatchObject({ code: 6 });
    expect(await signalbox(["status"])).toMatchObject({ code: 0, out: "No rollout is under way.\n" });
  });

  it("keeps server and token at login after trying them, and sends the token to no other server", async () => {
    const login = await signalbox(["login", "--url", server.url, "--token", "role:admin"]);
    expect(JSON.parse(login.files["/settings"] ?? "")).toEqual({ url: server.url, token: "role:admin" });
    const wrong = await signalbox(["login", "--url", server.url, "--token", "wrong"]);
    expect(wrong).toMatchObject({ code: 3, files: {} });
    let sent: string | null = null;
    const run = (args: string[], kept: string) =>
      runCli(args, {
        env: {},
        fetch: async (_url, init) => {
          sent = new Headers(init?.headers).get("authorization");
          return Response.json({ items: [] });
        },
        settingsFile: "/settings",
        out: () => undefined,
        err: () => undefined,
        nowMs: () => 0,
        sleep: async () => undefined,
        readFile: async () => kept,
        readBytes: async () => Buffer.from(kept),
        git: gitIn,
        writeSecretFile: async () => undefined,
        newKey: () => "key",
      });
    const kept = JSON.stringify({ url: "https://one.example", token: "secret" });
    expect(await run(["status"], kept)).toBe(0);
    expect(sent).toBe("Bearer secret");
    sent = null;
    expect(await run(["status", "--url", "https://two.example"], kept)).toBe(2);
    expect(sent).toBeNull();
  });

  it("is a process that ends with these codes and keeps the login for its owner only", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "signalbox-cli-"));
    const run = (args: string[]) =>
      new Promise<number | null>((resolve, reject) => {
        const child = spawn(process.execPath, ["--import", "tsx", path.resolve("lib/entry/cli.ts"), ...args], {
          stdio: "ignore",
          env: { ...process.env, SIGNALBOX_API_URL: "", SIGNALBOX_API_TOKEN: "", XDG_CONFIG_HOME: home },
        });
        child.once("error", reject).once("close", resolve);
      });
    expect(await run(["login", "--url", server.url, "--token", "role:viewer"])).toBe(0);
    const file = path.join(home, "signalbox", "login.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toContain(server.url);
    expect(await run(["status"])).toBe(0);
    expect(await run(["rollout", "start"])).toBe(2);
  });
});

describe("signalbox budget", () => {
  it("answers from the gate, and ends with 3 when a release would be held", async () => {
    const named = ["--service", "budgeted", "--environment", "production"];
    await signalbox(["service", "create", "--slug", "budgeted", "--name", "Budgeted", "--tier", "3"]);
    expect(await signalbox(["budget", ...named])).toMatchObject({ code: 0 });
    const definition = {
      scope: { tier: 3, environmentKinds: ["production" as const] },
      thresholds: [{ leftPercent: 0, effect: { kind: "freeze" as const, exemptions: [] } }],
      withoutObjective: "refuse" as const,
    };
    await createBudgetPolicy.run({ slug: "tier-3", name: "Tier 3", definition }, callAs("admin"));
    const held = await signalbox(["budget", ...named]);
    expect(held.code).toBe(3);
    expect(held.out).toContain("Nothing is promised here");
    const asked = await signalbox(["budget", "--service", "nope", "--environment", "production"]);
    expect(asked.code).toBe(2);
  });
});

describe("signalbox dependencies", () => {
  const at = ["--environment", "production"];

  it("pushes needs with every build, and ends with 3 unless a release can be made", async () => {
    for (const slug of ["till", "prices"]) {
      await signalbox(["service", "create", "--slug", slug, "--name", slug, "--tier", "2"]);
    }
    const files = { "till.json": '{ "needs": { "prices": "^2.0.0" } }', none: '{ "needs": {} }', bad: "[]" };
    const push = (service: string, file: string) =>
      signalbox(["dependencies", "push", "--service", service, "--file", file], { files });
    expect(await push("till", "till.json")).toMatchObject({ code: 0, out: "till * needs prices ^2.0.0.\n" });
    expect(await push("till", "till.json")).toMatchObject({ code: 0, out: "till * needs prices ^2.0.0, as before.\n" });
    expect(await push("prices", "none")).toMatchObject({ code: 0, out: "prices * needs nothing.\n" });
    expect(await push("till", "bad")).toMatchObject({ code: 2 });
    const alone = await signalbox(["dependencies", "check", ...at, "till@1.0.0"]);
    expect(alone).toMatchObject({ code: 3 });
    expect(alone.out).toContain("nobody said what of it runs in Production");
    expect(await signalbox(["dependencies", "check", ...at, "--advisory", "till@1.0.0"])).toMatchObject({ code: 0 });
    expect(await signalbox(["dependencies", "check", ...at, "till@1.0.0", "prices@2.1.0"])).toMatchObject({ code: 0 });
    expect(await signalbox(["dependencies", "check", ...at, "till"])).toMatchObject({ code: 2 });
  });

  it("plans the order and the way back, and ends with 3 when there is none", async () => {
    const plan = await signalbox(["dependencies", "plan", ...at, "till@1.0.0", "prices@2.1.0"]);
    expect(plan.code).toBe(0);
    expect(plan.out.split("\n")).toEqual(expect.arrayContaining(["1. prices 2.1.0.", "The way back:"]));
    expect(await signalbox(["dependencies", "plan", ...at, "till@1.0.0", "prices@"])).toMatchObject({ code: 3 });
  });
});

describe("signalbox gate", () => {
  it("prints the verdict, ends with 0 when it is open and with 3 when not, and waits as long as it is told", async () => {
    const named = ["--service", "gated", "--environment", "production"];
    await signalbox(["service", "create", "--slug", "gated", "--name", "Gated", "--tier", "2"]);
    const open = await signalbox(["gate", ...named]);
    expect(open.code).toBe(0);
    expect(open.out).toContain("A release of Gated may go to Production.");
    await setRequirement.run({ rule: { kind: "tests" }, tier: 2, reason: "Agreed on." }, callAs("admin"));
    const unknown = await signalbox(["gate", ...named, "--version", "1.0.0"]);
    expect(unknown.code).toBe(3);
    expect(unknown.out).toContain("No test result is known for 1.0.0.");
    expect(await signalbox(["gate", ...named, "--version", "1.0.0", "--wait", "--timeout", "0"])).toMatchObject({
      code: 5,
    });
    const tests = { suite: "unit", tests: { passed: 3, failed: 0 } };
    await pushQuality.run({ slug: "gated", version: "1.0.0", ...tests }, callAs("admin"));
    expect(await signalbox(["gate", ...named, "--version", "1.0.0", "--wait"])).toMatchObject({ code: 0 });
    expect(await signalbox(["gate", "--service", "nope", "--environment", "production"])).toMatchObject({ code: 2 });
  });
});

describe("signalbox reserve", () => {
  it("reserves, ends with 3 where it is taken and one would not wait and with 5 where the wait is too long, and gives back", async () => {
    const named = ["reserve", "--environment", "production", "--for", "Load test", "--hours", "2"];
    const first = await signalbox([...named, "--wait"]);
    expect(first).toMatchObject({ code: 0 });
    const id = /rsv_\w+/.exec(first.out)?.[0] ?? "";
    expect(await signalbox([...named, "--no-queue"])).toMatchObject({ code: 3 });
    const waits = await signalbox([...named, "--wait", "--timeout", "0"]);
    expect(waits).toMatchObject({ code: 5 });
    expect(waits.out).toContain("number 1 in the queue");
    expect((await signalbox(["reservation", "check-in", id])).out).toContain("active");
    const unplanned = await signalbox(["reservation", "data-ready", id]);
    expect(unplanned).toMatchObject({ code: 3, err: expect.stringContaining("no preparation of data planned") });
    expect((await signalbox(["reservation", "release", id])).out).toContain("released");
    const next = /rsv_\w+/.exec(waits.out)?.[0] ?? "";
    expect((await signalbox(["reservation", "status", next])).out).toContain("active");
    expect(await signalbox(["reservation", "release", next])).toMatchObject({ code: 0 });
  });
});

describe("signalbox clock list", () => {
  it("lists clocks by due time, narrowed as asked, and ends with 3 when one of them is breached", async () => {
    await signalbox(["service", "create", "--slug", "promised", "--name", "Promised", "--tier", "2"]);
    expect(await signalbox(["clock", "list"])).toMatchObject({ code: 0, out: "No clock of this kind.\n" });
    const terms = { start: "opened" as const, stop: "resolved" as const, targetMinutes: 60 };
    await createClockDefinition.run({ slug: "settled", name: "Settled", terms }, callAs("admin"));
    const nowMs = harness().runtime.clock.now();
    const push = (key: string, event: "opened" | "resolved", minutesAgo: number) => {
      const at = new Date(nowMs - minutesAgo * 60_000).toISOString();
      const id = `${key} ${event}`;
      return pushClockEvent.run({ definition: "settled", service: "promised", key, event, at, id }, callAs("sre"));
    };
    await push("CASE-1", "opened", 10);
    const inTime = await signalbox(["clock", "list", "--service", "promised"]);
    expect(inTime.code).toBe(0);
    expect(inTime.out).toMatch(
      /^STATE +DUE +LEFT +CLOCK +SERVICE +ON +ID\nrunning .* 50 min +settled +promised +CASE-1 /,
    );
    const { clock: late } = await push("CASE-2", "opened", 90);
    const both = await signalbox(["clock", "list", "--json"]);
    expect(both.code).toBe(3);
    const { items } = JSON.parse(both.out) as { items: { id: string; status: string }[] };
    expect(items.map(({ status }) => status)).toEqual(["breached", "running"]);
    expect(items[0]?.id).toBe(late.id);
    expect(await signalbox(["clock", "list", "--list", "met"])).toMatchObject({
      code: 0,
      out: "No clock of this kind.\n",
    });
    await push("CASE-1", "resolved", 0);
    expect((await signalbox(["clock", "list", "--list", "met"])).out).toContain("CASE-1");
    expect(await signalbox(["clock", "list", "--list", "none"])).toMatchObject({ code: 2 });
  });
});
