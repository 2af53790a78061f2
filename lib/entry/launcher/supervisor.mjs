import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { root } from "./runtime.mjs";

const followParent = pathToFileURL(path.join(root, "lib", "entry", "launcher", "follow-parent.mjs")).href;
const firstBackoffMs = 500;
const maxBackoffMs = 15_000;
const steadyMs = 60_000;
const warningsPerMinute = 20;

/**
 * What a line of a child's output should show on the screen: pino's warnings and errors as their message, other programs'
 * lines that speak of an error or a warning, nothing else.
 * @param {string} line
 * @returns {string | undefined}
 */
export function warningIn(line) {
  if (line.startsWith("{")) {
    try {
      const { level, msg, err } = JSON.parse(line);
      const isWarning = typeof level === "number" ? level >= 40 : ["warn", "error", "fatal"].includes(level);
      return isWarning ? [msg, err?.message].filter(Boolean).join(": ") : undefined;
    } catch {
      return undefined;
    }
  }
  // What a package's authors must change one day; nobody who runs the product can.
  if (/DeprecationWarning|--trace-(deprecation|warnings)/.test(line)) return undefined;
  return /\b(error|warn(ing)?|fatal|uncaught)\b|⨯/i.test(line) ? line.trim() : undefined;
}

/**
 * A process that the launcher keeps running.
 *
 * @typedef {object} Program
 * @property {string} name         also the name of its log file
 * @property {string[]} args       of node
 * @property {NodeJS.ProcessEnv} env
 * @property {number} graceMs      how long it may take to end before it is killed
 * @property {(line: string) => boolean} [onLine]   true: the line was for the launcher, not for the log
 * @property {(line: string) => string | undefined} [warningOf]   what a log line shows on the screen; `warningIn` when absent
 * @property {(reason: string) => void} [onFatal]   present: an unexpected end is fatal; absent: restarted with backoff
 *
 * @param {Program} program
 * @param {{ logsDir: string, say: (sentence: string) => void }} surroundings
 */
export function supervise(program, { logsDir, say }) {
  const { name } = program;
  const log = openLog(logsDir, name);
  const tail = [];
  let child;
  let stopping = false;
  let restartTimer;
  let backoffMs = firstBackoffMs;
  let shown = [];

  function show(warning) {
    const now = Date.now();
    shown = shown.filter((at) => now - at < 60_000);
    if (shown.length > warningsPerMinute) return;
    shown.push(now);
    const more = shown.length > warningsPerMinute ? ` (more in ${log.file})` : "";
    say(`[${name}] ${warning.slice(0, 300)}${more}`);
  }

  function read(line) {
    if (program.onLine?.(line)) return;
    log.write(line);
    tail.push(line);
    if (tail.length > 12) tail.shift();
    const warning = stopping ? undefined : (program.warningOf ?? warningIn)(line);
    if (warning !== undefined) show(warning);
  }

  function start() {
    const startedAt = Date.now();
    // A group of its own: Ctrl-C reaches the launcher alone, which then stops everything in order.
    child = spawn(process.execPath, ["--import", followParent, ...program.args], {
      cwd: root,
      env: program.env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => undefined);
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", read);
    child.once("error", (error) => read(`error: ${error.message}`));
    // What it started and left behind would keep its ports and its output open.
    child.once("exit", () => stopping || signalGroup(child, "SIGKILL"));
    child.once("close", (code, signal) => ended(signal ?? `code ${code}`, Date.now() - startedAt));
  }

  function ended(how, lastedMs) {
    if (stopping) return;
    const reason = `${name} ended unexpectedly (${how}).`;
    if (program.onFatal) {
      program.onFatal(
        `${reason} Its last lines, also in ${log.file}:\n${tail.map((line) => `    ${line}`).join("\n")}`,
      );
      return;
    }
    if (lastedMs > steadyMs) backoffMs = firstBackoffMs;
    say(`[${name}] ${reason} Starting it again in ${backoffMs / 1000} s; its log is ${log.file}.`);
    restartTimer = setTimeout(start, backoffMs);
    backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
  }

  start();
  return {
    name,
    get pid() {
      return child.pid;
    },
    /** Ask it to end, wait, kill what is left of its group. */
    async stop() {
      if (stopping) return;
      stopping = true;
      clearTimeout(restartTimer);
      await endProcess(child, program.graceMs);
      log.end();
    },
    /** Without asking. */
    kill() {
      stopping = true;
      clearTimeout(restartTimer);
      signalGroup(child, "SIGKILL");
    },
  };
}

function openLog(logsDir, name) {
  mkdirSync(logsDir, { recursive: true });
  const file = path.join(logsDir, `${name}.log`);
  if (existsSync(file)) renameSync(file, path.join(logsDir, `${name}.previous.log`));
  const stream = createWriteStream(file, { flags: "a" });
  return {
    file: path.relative(process.cwd(), file),
    write: (line) => stream.write(line.startsWith("{") ? `${line}\n` : `${new Date().toISOString()} ${line}\n`),
    end: () => stream.end(),
  };
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function endProcess(child, graceMs) {
  const running = child.exitCode === null && child.signalCode === null && child.pid !== undefined;
  if (running) {
    const closed = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
    await closed;
    clearTimeout(timer);
  }
  // Grandchildren that outlived their parent.
  signalGroup(child, "SIGKILL");
}
