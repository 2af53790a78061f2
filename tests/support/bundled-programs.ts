import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { bundle, bundled } from "@/lib/entry/launcher/programs.mjs";
import { root, typeScriptArguments } from "@/lib/entry/launcher/runtime.mjs";

const worker = "lib/entry/worker.ts";
/** Programs that tests start again and again. */
const programs = [worker, "lib/entry/demo-service.ts", "tests/chaos/preload.ts"];

/**
 * Make each program one file of JavaScript for this run, with its packages, and keep what Node compiles of it and of all that tests
 * start: a worker that reads some hundred files costs several times as much until it is ready. The build does the same to the worker of
 * `npm start`; tests do not wait for a build. Returns what removes the files.
 */
export async function bundlePrograms(): Promise<() => Promise<void>> {
  const parent = path.join(root, "test-results");
  await mkdir(parent, { recursive: true });
  const outdir = await mkdtemp(path.join(parent, "programs-"));
  await bundle(programs, outdir, { sourcemap: "linked", sourcesContent: false });
  process.env.BUNDLED_PROGRAMS = outdir;
  process.env.NODE_COMPILE_CACHE = path.join(outdir, "compiled");
  // Workers that are killed leave nothing: this one ends by itself, since it has no settings.
  await promisify(execFile)(process.execPath, programArguments(worker), {
    env: { ...process.env, DATABASE_URL: "" },
  }).catch(() => undefined);
  // Programs that were killed may be at their last write into it, for a moment.
  return () => rm(outdir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function ofThisRun(file: string): string | null {
  const directory = process.env.BUNDLED_PROGRAMS;
  if (!directory) return null;
  const made = bundled(file, directory);
  return existsSync(made) ? made : null;
}

/** Arguments that make Node run a program: as one file where this run has made that, else as `typeScriptArguments`. */
export function programArguments(file: string): string[] {
  const made = ofThisRun(file);
  return made === null ? typeScriptArguments(file) : ["--enable-source-maps", made];
}

/** Arguments that make Node load a module before its program. */
export function preloadArguments(file: string): string[] {
  return ["--import", ofThisRun(file) ?? path.join(root, file)];
}
