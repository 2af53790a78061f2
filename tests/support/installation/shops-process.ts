import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { bundle, bundled } from "@/lib/entry/launcher/programs.mjs";
import { root } from "@/lib/entry/launcher/runtime.mjs";
import type { ToyShop, ToyShops, ToyShopsOptions } from "./toy-shops";

const program = "tests/support/installation/shops-main.ts";

/** The shops in a process of their own, as one file: they serve and call all the time that tests run. Close them. */
export async function startShopsProcess(options: ToyShopsOptions): Promise<ToyShops> {
  const parent = path.join(root, "test-results");
  await mkdir(parent, { recursive: true });
  const outdir = await mkdtemp(path.join(parent, "shops-"));
  await bundle([program], outdir);
  const child = spawn(process.execPath, [bundled(program, outdir), JSON.stringify(options)], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const shops = await new Promise<Readonly<Record<string, ToyShop>>>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the shops ended with ${code} before they served`)));
    if (child.stdout) createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
  });
  return {
    shops,
    async close(): Promise<void> {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(timer);
      await rm(outdir, { recursive: true, force: true });
    },
  };
}
