// npm start: from a bare clone to a running Signalbox. `--dev` reloads on change.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBuild } from "./launcher/install.mjs";
import { launch } from "./launcher/launch.mjs";
import { ensureRuntime, root, typeScriptArguments } from "./launcher/runtime.mjs";

await ensureRuntime();

const isDev = process.argv.includes("--dev");
const next = path.join(root, "node_modules", "next", "dist", "bin", "next");

/** Arguments of node for one of our TypeScript programs; undefined when this version has none such. */
function program(file) {
  if (!existsSync(path.join(root, file))) return undefined;
  return isDev ? ["--watch", "--watch-preserve-output", ...typeScriptArguments(file)] : typeScriptArguments(file);
}

await launch({
  nodeEnv: isDev ? "development" : "production",
  build: async (env) => (isDev ? "not needed" : ensureBuild(env)),
  web: ({ host, port }) => [next, isDev ? "dev" : "start", "-H", host, "-p", String(port)],
  worker: program("lib/entry/worker.ts"),
  demo: program("lib/entry/demo.ts"),
});
