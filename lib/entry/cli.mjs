#!/usr/bin/env node
// The `signalbox` command that pipelines use; works from any directory.
import { spawn } from "node:child_process";
import { ensurePackages } from "./launcher/install.mjs";
import { ensureRuntime, followChild, typeScriptArguments, typeScriptEnvironment } from "./launcher/runtime.mjs";

await ensureRuntime();
await ensurePackages();
const child = spawn(process.execPath, [...typeScriptArguments("lib/entry/cli.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
  env: typeScriptEnvironment(),
});
await followChild(child);
