import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { choosePort } from "@/lib/entry/launcher/port.mjs";
import { bestOf, tookMs } from "@/tests/support/best-of";
import { isAlive, LauncherBench, type LauncherProcess, until } from "@/tests/support/launcher/launcher-process";

const firstBench = new LauncherBench();
let bench: LauncherBench;
/** As the first start and a clean stop leave it. Making the database is a test's to look at, not every one's to wait for. */
let usedDir: string;
let dataDir: string;

beforeAll(async () => {
  usedDir = await firstBench.directory();
  const launcher = firstBench.start(usedDir);
  await launcher.ready();
  launcher.child.kill("SIGINT");
  expect(await launcher.exit).toBe(0);
  // What the programs of that start wrote must not be taken for what those of the next one write.
  for (const name of readdirSync(usedDir)) {
    if (name !== "postgres" && name !== "secrets.json") rmSync(path.join(usedDir, name), { recursive: true });
  }
});
afterAll(() => firstBench.clean());
beforeEach(async () => {
  bench = new LauncherBench();
  dataDir = await bench.directory(usedDir);
});
afterEach(() => bench.clean());

const programs = ["web", "worker", "demo", "postgres"] as const;

function pidsOf(launcher: LauncherProcess): number[] {
  return programs.map((name) => launcher.pidOf(name)).filter((pid) => pid > 0);
}

/** The process of a program that may be on its way still. */
async function pidOnce(launcher: LauncherProcess, name: (typeof programs)[number]): Promise<number> {
  await launcher.until(`${name} runs`, () => launcher.pidOf(name) > 0);
  return launcher.pidOf(name);
}

async function startReady(env: Readonly<Record<string, string>> = {}, args: string[] = []): Promise<LauncherProcess> {
  const launcher = bench.start(dataDir, env, args);
  await launcher.ready();
  return launcher;
}

async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

describe("starting", () => {
  test("one line per stage with its time, then the address; secrets are kept and private", async () => {
    dataDir = await bench.directory();
    const launcher = await startReady();
    expect(launcher.output).toMatch(/Migrations .* [1-9]\d* applied, 0 already/);
    for (const stage of ["Packages", "Database client", "PostgreSQL \\(embedded\\)", "Migrations", "Build", "Start"]) {
      expect(launcher.output).toMatch(new RegExp(`✓ ${stage} +[\\d.]+ s`));
    }
    expect(await (await fetch(launcher.url)).text()).toBe("ok");
    // The address does not wait for what the worker says.
    await launcher.until("the worker's warning is passed on", () => launcher.output.includes("[worker] worker warns"));
    expect(launcher.output).not.toContain("worker informs");
    expect(readFileSync(path.join(dataDir, "logs", "worker.log"), "utf8")).toContain("worker informs");
    expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
    const env = JSON.parse(readFileSync(path.join(dataDir, "seen-env.json"), "utf8"));
    expect(env.SIGNALBOX_SECRET.length).toBeGreaterThanOrEqual(32);
    expect(env.DATABASE_URL).toMatch(/^postgres:\/\/signalbox:.+@127\.0\.0\.1:\d+\/signalbox$/);
  });

  test("the second start keeps data and secrets and takes less than 10 s", async () => {
    let running = await startReady();
    const secrets = readFileSync(path.join(dataDir, "secrets.json"), "utf8");
    const readyMs = await bestOf(10_000, async () => {
      running.child.kill("SIGINT");
      expect(await running.exit).toBe(0);
      return tookMs(async () => {
        running = await startReady();
      });
    });
    expect(readyMs).toBeLessThan(10_000);
    expect(running.output).toMatch(/Migrations .* 0 applied, [1-9]/);
    expect(readFileSync(path.join(dataDir, "secrets.json"), "utf8")).toBe(secrets);
  });

  test("a second launcher on the same data is refused with the first one's address", async () => {
    const first = await startReady();
    const second = bench.start(dataDir);
    expect(await second.exit).toBe(1);
    expect(second.output).toContain(`already running at ${first.url}`);
    expect(isAlive(first.pidOf("web"))).toBe(true);
    expect(existsSync(path.join(dataDir, "signalbox.lock"))).toBe(true);
  });

  test("an occupied port that was asked for is explained; nothing is left running", async () => {
    const { server, port } = await occupy();
    const launcher = bench.start(dataDir, { PORT: String(port) });
    expect(await launcher.exit).toBe(1);
    server.close();
    expect(launcher.output).toMatch(new RegExp(`Port ${port} is taken by .+ \\(process ${process.pid}\\)`));
    expect(existsSync(path.join(dataDir, "signalbox.lock"))).toBe(false);
  });

  test("without a port asked for, the next free one is used and the reason told", async () => {
    const { server, port } = await occupy();
    const said: string[] = [];
    const say = (sentence: string): void => void said.push(sentence);
    const chosen = await choosePort({ wanted: undefined, host: "127.0.0.1", say, preferred: port });
    server.close();
    expect(chosen).toBeGreaterThan(port);
    expect(said.join()).toMatch(
      new RegExp(`Port ${port} is taken by .+ \\(process ${process.pid}\\); using ${chosen}`),
    );
  });

  test("SIGNALBOX_DEMO=0 starts no demonstration", async () => {
    const launcher = await startReady({ SIGNALBOX_DEMO: "0" }, ["--with-demo"]);
    expect(launcher.pidOf("demo")).toBe(0);
  });
});

describe("stopping", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s ends everything in order, cleanly", async (signal) => {
    // The demonstration writes no sign-in file here, so the address is not printed yet; what runs is what counts.
    const launcher = bench.start(dataDir, {}, ["--with-demo"]);
    await launcher.until("all four run", () => pidsOf(launcher).length === 4 && launcher.output.includes("✓ Start"));
    const pids = pidsOf(launcher);
    launcher.child.kill(signal);
    expect(await launcher.exit).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    for (const name of ["web", "worker", "demo"]) expect(existsSync(path.join(dataDir, `${name}.stopped`))).toBe(true);
    expect(readFileSync(path.join(dataDir, "logs", "postgres.log"), "utf8")).toContain("database system is shut down");
    expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    expect(existsSync(path.join(dataDir, "signalbox.lock"))).toBe(false);
  });

  test("a killed launcher takes its processes along, and its lock is explained and survived", async () => {
    const launcher = await startReady();
    const pids = pidsOf(launcher);
    launcher.child.kill("SIGKILL");
    await until("no process left", () => !pids.some(isAlive));
    const next = await startReady();
    expect(next.output).toContain("did not end cleanly; its lock file is removed and the data is kept");
  });

  test("PostgreSQL that was killed with its launcher recovers", async () => {
    const launcher = await startReady();
    const pids = pidsOf(launcher);
    // PostgreSQL first: it would end in good order, and take its file along, as soon as its launcher is gone.
    launcher.crash(await pidOnce(launcher, "postgres"));
    launcher.child.kill("SIGKILL");
    await until("no process left", () => !pids.some(isAlive));
    expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(true);
    const next = await startReady();
    expect(next.output).toContain("PostgreSQL was not stopped cleanly last time");
  });
});

describe("running", () => {
  test("a worker that crashes is started again", async () => {
    const launcher = await startReady();
    const before = await pidOnce(launcher, "worker");
    launcher.crash(before);
    await launcher.until(
      "another worker",
      () => launcher.pidOf("worker") !== before && isAlive(launcher.pidOf("worker")),
    );
    expect(launcher.output).toMatch(/worker ended unexpectedly \(SIGKILL\)\. Starting it again in 0\.5 s/);
  });

  test("PostgreSQL that crashes comes back on the same port", async () => {
    const launcher = await startReady();
    const before = await pidOnce(launcher, "postgres");
    launcher.crash(before);
    await until("another server", () => launcher.pidOf("postgres") !== before && isAlive(launcher.pidOf("postgres")));
    const { DATABASE_URL } = JSON.parse(readFileSync(path.join(dataDir, "seen-env.json"), "utf8"));
    const port = () => readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[3];
    await until("the same port", () => port() === new URL(DATABASE_URL).port);
  });

  test("a web process that crashes stops everything with the reason", async () => {
    const launcher = await startReady();
    const pids = pidsOf(launcher);
    await fetch(`${launcher.url}/crash`).catch(() => undefined);
    expect(await launcher.exit).toBe(1);
    expect(launcher.output).toContain("web ended unexpectedly (code 3)");
    expect(pids.filter(isAlive)).toEqual([]);
  });
});
