// node lib/entry/run.mjs <file.ts> [arguments]: runs a TypeScript file of this repository, whatever Node is installed.
import { spawn } from "node:child_process";
import { ensureClient, ensurePackages } from "./launcher/install.mjs";
import { ensureRuntime, followChild, typeScriptArguments, typeScriptEnvironment } from "./launcher/runtime.mjs";

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("Usage: node lib/entry/run.mjs <file.ts> [arguments]\n");
  process.exit(2);
}
await ensureRuntime();
await ensurePackages();
await ensureClient();
const child = spawn(process.execPath, [...typeScriptArguments(file), ...args], {
  stdio: "inherit",
  env: typeScriptEnvironment(),
});
await followChild(child);
