import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensureClient, ensurePackages, interruptQuietly, quietly } from "./install.mjs";
import { lockDataDir } from "./lock.mjs";
import { choosePort } from "./port.mjs";
import { root, typeScriptArguments, typeScriptEnvironment } from "./runtime.mjs";
import { keptSecrets } from "./secrets.mjs";
import { createStages, seconds } from "./stages.mjs";
import { supervise, warningIn } from "./supervisor.mjs";

const readyDeadlineMs = 90_000;
const signInDeadlineMs = 30_000;
const insistAfterMs = 2_000;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** An Error whose message is for people and needs no stack. */
export class Refusal extends Error {}

/**
 * Bring Signalbox up and keep it up until a signal.
 *
 * @typedef {object} Product   what is started; the tests put small programs in its place
 * @property {string} [nodeEnv]   "production" when absent
 * @property {(env: NodeJS.ProcessEnv) => Promise<string | undefined>} build
 * @property {(address: { host: string, port: number }) => string[]} web     arguments of node
 * @property {string[] | undefined} worker
 * @property {string[] | undefined} demo
 *
 * @param {Product} product
 * @param {NodeJS.ProcessEnv} settings
 */
export async function launch(product, settings = process.env) {
  const stages = createStages();
  const say = (sentence) => stages.say(sentence);
  const startedAt = performance.now();
  const dataDir = path.resolve(root, settings.SIGNALBOX_DATA_DIR || ".signalbox");
  const running = { web: undefined, worker: undefined, demo: undefined, postgres: undefined, lock: undefined };
  const stop = stopOnce(running, say);
  stopOnSignals(stop, running);
  try {
    process.stdout.write("\nSignalbox\n");
    running.lock = lockDataDir(dataDir, say);
    const host = settings.HOST || "127.0.0.1";
    const port = await choosePort({ wanted: settings.PORT ? Number(settings.PORT) : undefined, host, say });
    await stages.run("Packages", ensurePackages);
    await stages.run("Database client", ensureClient);
    const context = { stages, say, dataDir, logsDir: path.join(dataDir, "logs"), running, stop };
    const env = await prepareEnvironment(context, product, settings, { host, port });
    await stages.run("Migrations", () => migrate(env));
    await stages.run("Build", () => product.build(env));
    await stages.run("Start", () => startPrograms(context, product, env, { host, port }));
    const url = env.SIGNALBOX_URL || `http://${host === "0.0.0.0" || host === "::" ? "localhost" : host}:${port}`;
    running.lock.note({ url });
    await announce(context, { url, demo: running.demo !== undefined, tookMs: performance.now() - startedAt, env });
  } catch (error) {
    if (stop.reason !== undefined) return;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
    await stop("failure", 1);
  }
}

function hasDemo({ SIGNALBOX_DEMO }) {
  return SIGNALBOX_DEMO !== "0" && SIGNALBOX_DEMO !== "false";
}

/** The demonstration's shop runs on this machine, where the product asks nobody unless it is told that it may. */
function withLoopback({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: given }) {
  return [given, "127.0.0.1/32"].filter(Boolean).join(",");
}

async function prepareEnvironment(context, product, settings, { host, port }) {
  const { stages, dataDir } = context;
  mkdirSync(context.logsDir, { recursive: true });
  const secrets = keptSecrets(dataDir);
  const databaseUrl =
    settings.DATABASE_URL || (await stages.run("PostgreSQL (embedded)", () => startPostgres(context, secrets))).url;
  return typeScriptEnvironment({
    ...settings,
    DATABASE_URL: databaseUrl,
    SIGNALBOX_SECRET: settings.SIGNALBOX_SECRET || secrets.SIGNALBOX_SECRET,
    SIGNALBOX_DATA_DIR: dataDir,
    HOST: host,
    PORT: String(port),
    NODE_ENV: product.nodeEnv ?? "production",
    SIGNALBOX_DEMO: hasDemo(settings) ? "1" : "0",
    ...(hasDemo(settings) ? { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: withLoopback(settings) } : {}),
    NEXT_TELEMETRY_DISABLED: "1",
  });
}

/** Resolves with `{ url }` (an object, so that it is not printed as a remark). */
function startPostgres({ dataDir, logsDir, running, say, stop }, secrets) {
  return new Promise((resolve, reject) => {
    const listen = async () => choosePort({ wanted: 0, host: "127.0.0.1", say });
    listen().then((port) => {
      running.postgres = supervise(
        {
          name: "postgres",
          args: [...typeScriptArguments("lib/entry/postgres.ts"), path.join(dataDir, "postgres"), String(port)],
          env: typeScriptEnvironment({ ...process.env, EMBEDDED_POSTGRES_PASSWORD: secrets.databasePassword }),
          graceMs: 25_000,
          onLine: (line) => hearPostgres(line, { say, resolve, reject }),
          // Refused statements are the caller's to report.
          warningOf: (line) => (/\b(PANIC|FATAL):/.test(line) ? line : undefined),
        },
        { logsDir, say: (sentence) => (stop.reason === undefined ? say(sentence) : undefined) },
      );
    }, reject);
  });
}

function hearPostgres(line, { say, resolve, reject }) {
  if (!line.startsWith('{"postgres":true')) return false;
  const message = JSON.parse(line);
  if (message.notice !== undefined) say(message.notice);
  if (message.ready !== undefined) resolve({ url: message.ready });
  if (message.failed !== undefined) reject(new Refusal(message.failed));
  return true;
}

async function migrate(env) {
  const said = await quietly(process.execPath, typeScriptArguments("lib/entry/migrate.ts"), { env });
  return said.trim().split("\n").at(-1);
}

/** Refused requests are warnings in the web's log and no concern of whoever started it. */
function webErrorIn(line) {
  return /^\{"level":"(warn|40)"/.test(line) ? undefined : warningIn(line);
}

async function startPrograms(context, product, env, { host, port }) {
  const { running, logsDir, say, stop } = context;
  const surroundings = { logsDir, say };
  let fail;
  const failed = new Promise((_resolve, reject) => {
    fail = reject;
  });
  let isUp = false;
  const onFatal = (reason) => {
    if (!isUp) return fail(new Refusal(reason));
    say(reason);
    return void stop("failure", 1);
  };
  running.web = supervise(
    { name: "web", args: product.web({ host, port }), env, graceMs: 5_000, onFatal, warningOf: webErrorIn },
    surroundings,
  );
  const others = [
    ["worker", product.worker, 10_000],
    ["demo", hasDemo(env) ? product.demo : undefined, 10_000],
  ];
  for (const [name, args, graceMs] of others) {
    if (args !== undefined) running[name] = supervise({ name, args, env, graceMs }, surroundings);
  }
  await Promise.race([waitUntilReady(host, port), failed]);
  isUp = true;
}

async function waitUntilReady(host, port) {
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const target = `http://${address.includes(":") ? `[${address}]` : address}:${port}/api/health/ready`;
  const deadline = performance.now() + readyDeadlineMs;
  let last = "no answer";
  while (performance.now() < deadline) {
    try {
      const response = await fetch(target, { signal: AbortSignal.timeout(5_000) });
      if (response.status === 200) return;
      last = `status ${response.status}: ${(await response.text()).slice(0, 500)}`;
    } catch (error) {
      last = error.cause?.message ?? error.message;
    }
    await wait(100);
  }
  throw new Refusal(`${target} did not become ready within ${readyDeadlineMs / 1000} s (${last}).`);
}

async function announce({ dataDir, say, logsDir, stop }, { url, demo, tookMs, env }) {
  const file = path.join(dataDir, "sign-in.txt");
  const deadline = performance.now() + (demo ? signInDeadlineMs : 0);
  while (demo && !existsSync(file) && performance.now() < deadline && stop.reason === undefined) await wait(200);
  if (stop.reason !== undefined) return;
  const lines = demo && existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : firstSignIn(dataDir, env);
  process.stdout.write(`\n  Ready in ${seconds(tookMs)}:  ${url}\n\n`);
  for (const line of lines) process.stdout.write(`  ${line}\n`);
  process.stdout.write("\n");
  const near = path.relative(process.cwd(), logsDir);
  say(`Logs: ${near.startsWith("..") ? logsDir : near}   Stop: Ctrl-C`);
}

function firstSignIn(dataDir, env) {
  const link = path.join(dataDir, "setup-link.txt");
  if (existsSync(link))
    return ["Make the first administrator at this one-time link:", readFileSync(link, "utf8").trim()];
  if (env.SIGNALBOX_BOOTSTRAP_TOKEN)
    return ["Sign-in: the API takes SIGNALBOX_BOOTSTRAP_TOKEN as an administrator's token."];
  return ["Sign in with an account that you have. A new installation puts a one-time setup link here:", link];
}

function stopOnce(running, say) {
  const stop = async (reason, exitCode) => {
    if (stop.reason !== undefined) return;
    stop.reason = reason;
    interruptQuietly();
    const order = [running.web, running.worker, running.demo, running.postgres].filter(Boolean);
    if (order.length > 0) say(`Stopping ${order.map((program) => program.name).join(", ")} …`);
    for (const program of order) await program.stop();
    running.lock?.release();
    if (exitCode === 0) say("Stopped. The data is kept.");
    process.exit(exitCode);
  };
  stop.reason = undefined;
  return stop;
}

function stopOnSignals(stop, running) {
  let askedAt;
  const ask = () => {
    // One Ctrl-C may arrive twice: from the terminal and passed on by npm.
    if (askedAt !== undefined && performance.now() - askedAt > insistAfterMs) {
      for (const program of [running.web, running.worker, running.demo]) program?.kill();
      return;
    }
    askedAt ??= performance.now();
    void stop("asked", 0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, ask);
  // Started again under a fetched Node: the first process holds the other end of this channel.
  process.on("disconnect", ask);
  process.channel?.unref();
}
