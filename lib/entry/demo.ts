import path from "node:path";
import { compose } from "@/lib/composition";
import { composeDemo } from "@/lib/composition-demo";
import { findProgram } from "@/lib/demo/adapters/bound-process";
import { startDemonstration } from "@/lib/demo/demonstration";
import { ConfigError } from "@/lib/platform/config/config";
import { typeScriptArguments } from "./launcher/runtime.mjs";

/** As this process is run: the build makes both, beside one another. */
const serviceCommand = import.meta.filename.endsWith(".mjs")
  ? [path.join(import.meta.dirname, "demo-service.mjs")]
  : typeScriptArguments("lib/entry/demo-service.ts");

/** A database that is gone must not keep the shop running. */
const stopDeadlineMs = 6_000;

/** The demonstration's process: the shop, its visitors, and the pipeline that ships versions. */
async function main(): Promise<void> {
  const { runtime, boss } = await compose("demo");
  const searchPath = process.env.PATH ?? "";
  const demonstration = await startDemonstration({
    runtime,
    boss,
    ...composeDemo({
      programs: { haproxy: findProgram("haproxy", searchPath), prometheus: findProgram("prometheus", searchPath) },
      fenceScript: path.resolve("deploy/haproxy/signalbox.lua"),
      serviceCommand,
    }),
    withFirstShow: true,
    onFailure(reason) {
      runtime.log.error(`${reason}; the demonstration starts again`);
      void stop(1);
    },
  });

  let stopping = false;
  async function stop(exitCode: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(exitCode), stopDeadlineMs).unref();
    await demonstration.close();
    await boss.stop({ graceful: false, timeout: 1_000 });
    await runtime.db.$disconnect();
    await runtime.outbound.close();
    process.exit(exitCode);
  }
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
