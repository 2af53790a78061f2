import type { Command } from "commander";
import { readJson } from "./read-json";
import type { Session } from "./session";

/** `signalbox signal push <file> --source <slug>`. */
export function addSignalCommands(program: Command, session: Session): void {
  program
    .command("signal")
    .description("what happened, told by those who know")
    .command("push")
    .description("send up to 500 signals from a JSON file: one, an array of them, or { signals }; - reads the input")
    .argument("<file>", "JSON file")
    .requiredOption("--source <slug>", "event source of kind push")
    .option("--key <key>", "idempotency key; the same again changes nothing")
    .action(async (file: string, options: { readonly source: string; readonly key?: string }) => {
      const signals = signalsIn(await readJson(session, file));
      const body = { source: options.source, signals };
      const answer = await session.post<{ accepted: number; added: number }>("/signals", body, options.key);
      session.print(answer, `${answer.accepted} sent, ${answer.accepted - answer.added} of them known already.`);
    });
}

function signalsIn(parsed: unknown): unknown {
  if (Array.isArray(parsed)) return parsed;
  if (typeof parsed === "object" && parsed !== null && "signals" in parsed) return parsed.signals;
  return [parsed];
}
