import { type ChildProcess, spawn } from "node:child_process";
import { typeScriptArguments, typeScriptEnvironment } from "@/lib/entry/launcher/runtime.mjs";

/** A process of its own that plays a part of the world around the worker; orders and answers go over its channel. */
export interface Host<Order, Answer> {
  readonly pid: number;
  /** Send an order; resolves with its answer. Rejects when the process ends first. */
  ask(order: Order): Promise<Answer>;
  close(): Promise<void>;
}

interface Envelope<Body> {
  readonly id: number;
  readonly body: Body;
}

/** Start a TypeScript file as such a process. */
export function startHost<Order, Answer>(file: string): Host<Order, Answer> {
  const child: ChildProcess = spawn(process.execPath, typeScriptArguments(file), {
    env: typeScriptEnvironment(),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let count = 0;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("message", ({ id, body }: Envelope<Answer>) => {
    waiting.get(id)?.resolve(body);
    waiting.delete(id);
  });
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended`));
  });
  return {
    pid: child.pid ?? 0,
    ask(body) {
      count += 1;
      const id = count;
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, body } satisfies Envelope<Order>);
      });
    },
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** The other end: answer orders until the parent is gone. */
export function serveHost<Order, Answer>(answer: (order: Order) => Promise<Answer>): void {
  process.on("message", ({ id, body }: Envelope<Order>) => {
    void answer(body).then((result) => process.send?.({ id, body: result } satisfies Envelope<Answer>));
  });
  process.once("disconnect", () => process.exit(0));
}
