import { type ChildProcess, spawn } from "node:child_process";
import type { SlotName } from "@/lib/traffic/port";
import type { ShopFaultsPatch } from "../shop-faults";
import { stopProcess } from "./bound-process";
import { ServiceAnswer, type ServiceCommand } from "./service-messages";

const commandDeadlineMs = 20_000;

type Command = ServiceCommand extends infer One ? (One extends { id: number } ? Omit<One, "id"> : never) : never;

/** The process of one service of the shop. */
export interface ServiceProcess {
  readonly service: string;
  readonly child: ChildProcess;
  /** The version that was last deployed to a slot; null when none was. */
  versionIn(slot: SlotName): string | null;
  /** Deploy: run this version in the slot, in place of what runs there. Resolves when it answers. */
  run(slot: SlotName, deployment: { version: string; port: number; faults: ShopFaultsPatch }): Promise<void>;
  setFaults(slot: SlotName, faults: ShopFaultsPatch): Promise<void>;
  stop(): Promise<void>;
}

/** Start the process of a service. `command` are Node's arguments for `lib/entry/demo-service.ts`. */
export function startServiceProcess(service: string, command: readonly string[]): ServiceProcess {
  // Not `fork`: it would hand on preloaded modules that watch this process's own standard input.
  const child = spawn(process.execPath, [...command, service], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const waiting = new Map<number, (error: string | null) => void>();
  const versions = new Map<SlotName, string>();
  let nextId = 1;
  child.on("message", (message) => {
    const answer = ServiceAnswer.safeParse(message);
    if (answer.success) waiting.get(answer.data.id)?.(answer.data.error);
  });
  child.once("exit", () => {
    for (const settle of waiting.values()) settle("its process ended");
  });
  child.once("error", (error) => {
    for (const settle of waiting.values()) settle(error.message);
  });

  async function ask(command: Command): Promise<void> {
    const id = nextId++;
    const error = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve("it did not answer in time"), commandDeadlineMs);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      if (child.exitCode !== null || !child.connected) waiting.get(id)?.("its process is gone");
      else child.send({ ...command, id });
    });
    waiting.delete(id);
    if (error !== null) throw new Error(`${service}: ${error}`);
  }

  return {
    service,
    child,
    versionIn: (slot) => versions.get(slot) ?? null,
    async run(slot, deployment) {
      versions.delete(slot);
      await ask({ kind: "run", slot, ...deployment });
      versions.set(slot, deployment.version);
    },
    setFaults: (slot, faults) => ask({ kind: "faults", slot, faults }),
    stop: () => stopProcess(child),
  };
}
