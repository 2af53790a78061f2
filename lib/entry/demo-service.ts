import { createServiceHost } from "@/lib/demo/adapters/service-host";

/**
 * One service of the demonstration's shop as its own process: told over its channel which version to run in which slot.
 * Ends with the process that started it.
 */
const host = createServiceHost(process.argv[2] ?? "shop");
// One after the other: a deployment is over before the next command is looked at.
let turn: Promise<unknown> = Promise.resolve();
process.on("message", (message) => {
  turn = turn.then(async () => {
    const answer = await host.answer(message);
    if (answer !== null && process.connected) process.send?.(answer);
  });
});

const stop = (): void => void host.close().then(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);
