// npm start: from a bare clone to a running Signalbox. `--dev` reloads on change.
import path from "node:path";
import { ensureBuild } from "./launcher/install.mjs";
import { launch } from "./launcher/launch.mjs";
import { builtArguments } from "./launcher/programs.mjs";
import { ensureRuntime, root, typeScriptArguments } from "./launcher/runtime.mjs";

await ensureRuntime();

const isDev = process.argv.includes("--dev");
const next = path.join(root, "node_modules", "next", "dist", "bin", "next");

/** Arguments of node for one of our programs. */
function program(file) {
  return isDev ? ["--watch", "--watch-preserve-output", ...typeScriptArguments(file)] : builtArguments(file);
}

await launch({
  nodeEnv: isDev ? "development" : "production",
  build: async (env) => (isDev ? "not needed" : ensureBuild(env)),
  web: ({ host, port }) => [next, isDev ? "dev" : "start", "-H", host, "-p", String(port)],
  worker: program("lib/entry/worker.ts"),
  demo: program("lib/entry/demo.ts"),
});
