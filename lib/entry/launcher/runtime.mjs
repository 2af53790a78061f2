// Runs on any Node ≥ 18 and needs no package: it is what fetches them.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

const minimum = [22, 19];
const wantedMajor = "26";

/** @param {string} version like "22.19.0" */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

function runtimePackage() {
  const name = `${process.platform}-${process.arch}`;
  return process.platform === "darwin" && process.arch === "arm64" ? `node-bin-${name}` : `node-${name}`;
}

/** How to call npm: the one that called us, else the one on PATH. */
export function npmCommand(node = process.execPath) {
  const caller = process.env.npm_execpath;
  return caller?.endsWith("npm-cli.js") && existsSync(caller)
    ? { file: node, args: [caller] }
    : { file: "npm", args: [] };
}

function fetchedNode() {
  const node = path.join(root, ".runtime", "node_modules", runtimePackage(), "bin", "node");
  if (!existsSync(node)) return undefined;
  const answer = spawnSync(node, ["--version"], { encoding: "utf8" });
  return answer.status === 0 && isRecentEnough(answer.stdout.trim().slice(1)) ? node : undefined;
}

function fetchNode() {
  const npm = npmCommand();
  const wanted = `${runtimePackage()}@${wantedMajor}`;
  const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const prefix = path.join(root, ".runtime");
  const answer = spawnSync(npm.file, [...npm.args, "install", "--prefix", prefix, ...flags, wanted], {
    cwd: root,
    encoding: "utf8",
  });
  const node = answer.status === 0 ? fetchedNode() : undefined;
  if (node !== undefined) return node;
  process.stderr.write(`${answer.stderr ?? ""}${answer.error?.message ?? ""}\n`);
  process.stderr.write(
    `Node ${minimum.join(".")} or newer is needed and ${wanted} could not be installed. ` +
      "Install a current Node (https://nodejs.org) and run the command again.\n",
  );
  process.exit(1);
}

/**
 * Return when this Node is recent enough. Otherwise fetch one into .runtime/, run the same command again under it with it
 * first on PATH, and end with its exit code: this promise then never resolves.
 */
export async function ensureRuntime() {
  if (isRecentEnough(process.versions.node)) return;
  let node = fetchedNode();
  if (node === undefined) {
    process.stderr.write(
      `Node ${process.versions.node} is older than ${minimum.join(".")}: fetching Node ${wantedMajor} into .runtime/ …\n`,
    );
    node = fetchNode();
  }
  // The channel tells the new process when this one is killed.
  const child = spawn(node, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}` },
  });
  await followChild(child);
}

/** Pass signals on to a child and end as it ends. Never resolves. */
export function followChild(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise(() => {
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    });
    child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
  });
}

/** Arguments that make Node run a TypeScript file of this repository from any working directory. */
export function typeScriptArguments(file) {
  const loader = path.join(root, "node_modules", "tsx", "dist", "loader.mjs");
  return ["--import", `file://${loader}`, path.resolve(root, file)];
}

/** Environment that goes with `typeScriptArguments`. */
export function typeScriptEnvironment(env = process.env) {
  return { ...env, TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json") };
}
