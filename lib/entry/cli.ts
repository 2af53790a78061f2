import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { runCli } from "./cli/run-cli";

/** The command line tool of pipelines. It speaks to a server over its REST API and needs neither database nor settings. */
const configHome = process.env.XDG_CONFIG_HOME || path.join(homedir(), ".config");

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  fetch: globalThis.fetch,
  settingsFile: path.join(configHome, "signalbox", "login.json"),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  readFile: (file) => readFile(file === "-" ? "/dev/stdin" : file, "utf8"),
  readBytes: (file) => readFile(file === "-" ? "/dev/stdin" : file),
  async git(directory, args) {
    const given = { maxBuffer: 256 * 1_048_576, env: { ...process.env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" } };
    return (await promisify(execFile)("git", ["-C", directory, ...args], given)).stdout;
  },
  async writeSecretFile(file, text) {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, text, { mode: 0o600 });
    // The mode above counts for new files only.
    await chmod(file, 0o600);
  },
  newKey: randomUUID,
});
