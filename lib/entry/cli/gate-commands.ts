import { type Command, InvalidArgumentError } from "commander";
import type { GateView } from "@/lib/gates/contract";
import { type ApiRequest, CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

interface GateOptions {
  readonly service: string;
  readonly environment: string;
  readonly version?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

const pollMs = 5_000;

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Give whole seconds.");
  return Number(text);
}

/** `signalbox gate`: ends with 0 when it is open, with 3 when it is closed or nobody can tell, with 5 when it did not open in time. */
export function addGateCommand(program: Command, session: Session): void {
  program
    .command("gate")
    .description("ask whether a version may go to an environment now; ends with 3 when not, or when nobody can tell")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--environment <slug>", "environment")
    .option("--version <name>", "version; without it, only what does not depend on one is judged")
    .option("--wait", "wait until it is open")
    .option("--timeout <seconds>", "how long to wait", seconds, 3_600)
    .action(async (options: GateOptions) => {
      const { service, environment, version } = options;
      const query = new URLSearchParams({ service, environment, ...(version ? { version } : {}) });
      const request: ApiRequest = { method: "GET", path: `/gate?${query}` };
      const gate = options.wait
        ? await waitForOpen(session, request, options.timeout * 1_000)
        : await session.call<GateView>(request);
      session.print(gate, gate.words);
      if (gate.answer !== "open") session.exitCode = options.wait ? exitCodes.timeout : exitCodes.refused;
    });
}

/** Ask again and again until it is open or time is up; the last answer. A server that is away for a moment is asked again. */
async function waitForOpen(session: Session, request: ApiRequest, timeoutMs: number): Promise<GateView> {
  const { surroundings } = session;
  const startedAt = surroundings.nowMs();
  let shown = "";
  for (;;) {
    const gate = await ask(session, request, surroundings.nowMs() - startedAt < timeoutMs);
    if (gate && gate.answer !== "open" && gate.sentence !== shown)
      session.note(`${gate.sentence} ${gate.nextAction ?? ""}`.trim());
    shown = gate?.sentence ?? shown;
    const isOver = surroundings.nowMs() - startedAt >= timeoutMs;
    if (gate && (gate.answer === "open" || isOver)) return gate;
    await surroundings.sleep(pollMs);
  }
}

async function ask(session: Session, request: ApiRequest, mayBeAway: boolean): Promise<GateView | null> {
  try {
    return await session.call<GateView>(request);
  } catch (error) {
    if (mayBeAway && error instanceof CliFailure && error.exitCode === exitCodes.unreachable) return null;
    throw error;
  }
}
