import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ToyShop, ToyShops, ToyShopsOptions } from "./toy-shops";

const root = path.resolve(import.meta.dirname, "../../..");

/** The shops in a process of their own. Close them. */
export async function startShopsProcess(options: ToyShopsOptions): Promise<ToyShops> {
  const file = path.join("tests", "support", "installation", "shops-main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", file, JSON.stringify(options)], {
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
    },
  };
}
