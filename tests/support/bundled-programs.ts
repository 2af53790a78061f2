import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { root, typeScriptArguments } from "@/lib/entry/launcher/runtime.mjs";

/** Programs of the product that tests start again and again. */
const programs = ["lib/entry/worker.ts", "lib/entry/demo-service.ts"];

/**
 * Make each program of the product one file of JavaScript for this run: a worker that reads some hundred files of TypeScript
 * costs three times as much until it is ready. The worker of the end-to-end tests, and the one of
 * `tests/integration/ingest/kill-worker.test.ts`, start the way that `npm start` starts them. Returns what removes the files.
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
    packages: "external",
    sourcemap: "inline",
    logLevel: "error",
  });
  process.env.BUNDLED_PROGRAMS = outdir;
  return () => rm(outdir, { recursive: true, force: true });
}

/** Arguments that make Node run a program: as one file where this run has made that, else as `typeScriptArguments`. */
export function programArguments(file: string): string[] {
  const directory = process.env.BUNDLED_PROGRAMS;
  const bundled = path.join(directory ?? "", file.replace(/\.ts$/, ".mjs"));
  return directory && existsSync(bundled) ? ["--enable-source-maps", bundled] : typeScriptArguments(file);
}
