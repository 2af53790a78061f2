import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ShopFaultsPatch } from "@/lib/demo/shop-faults";
import { type ShopService, type ShopServiceOptions, startShopService } from "@/lib/demo/shop-service";

/** The service that tests send traffic to, in this process. Close it. */
export function startToyService(options: ShopServiceOptions): Promise<ShopService> {
  return startShopService(options);
}

export interface ToyProcess {
  readonly port: number;
  readonly url: string;
  readonly process: ChildProcess;
  setFaults(patch: ShopFaultsPatch): Promise<void>;
  close(): Promise<void>;
}

/** The same service as its own process, for tests that kill it or stop it. Close it. */
export async function startToyProcess(options: { version: string; port?: number }): Promise<ToyProcess> {
  const adminToken = "toy-admin-token";
  const child = spawn(process.execPath, ["--import", "tsx", "lib/entry/shop-service.ts"], {
    env: {
      ...process.env,
      PORT: String(options.port ?? 0),
      SHOP_VERSION: options.version,
      SHOP_ADMIN_TOKEN: adminToken,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the toy service ended with ${code} before it listened`)));
    createInterface({ input: child.stdout! }).once("line", (line) => resolve(JSON.parse(line).port));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    process: child,
    async setFaults(patch): Promise<void> {
      const response = await fetch(`${url}/admin/faults`, {
        method: "PUT",
        headers: { "x-admin-token": adminToken },
        body: JSON.stringify(patch),
      });
      if (!response.ok) throw new Error(`faults were refused: ${await response.text()}`);
    },
    async close(): Promise<void> {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
