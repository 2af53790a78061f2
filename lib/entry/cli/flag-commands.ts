import type { Command } from "commander";
import type { FlagFlipView } from "@/lib/flips/contract";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

interface FlipOptions {
  readonly flag: string;
  readonly service: string;
  readonly environment: string;
  readonly from?: string;
  readonly to: string;
  readonly reason?: string;
  readonly emergencyUntil?: string;
  readonly idempotencyKey?: string;
}

/** `signalbox flag flip`: ends with 0 when the flag may be flipped, with 3 when not. */
export function addFlagCommands(program: Command, session: Session): void {
  const flag = program.command("flag").description("ask before a feature flag is flipped elsewhere");
  flag
    .command("flip")
    .description("ask whether a flag may be given another value now, on record; ends with 3 when not")
    .requiredOption("--flag <key>", "key of the flag")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--environment <slug>", "environment")
    .requiredOption("--to <value>", "value that it is to have")
    .option("--from <value>", "value that it has; needed where no flip of it is recorded")
    .option("--reason <words>", "why")
    .option("--emergency-until <time>", "go past windows until then, as 2026-12-24T18:00:00Z; needs --reason")
    .option("--idempotency-key <key>", "the same key is answered the same")
    .action(async ({ emergencyUntil, idempotencyKey, ...asked }: FlipOptions) => {
      const emergency = emergencyUntil ? { emergency: { reason: asked.reason ?? "", endsAt: emergencyUntil } } : {};
      const flip = await session.post<FlagFlipView>("/flag-flips", { ...asked, ...emergency }, idempotencyKey);
      session.print(flip, flip.words);
      if (flip.outcome === "refused") session.exitCode = exitCodes.refused;
    });
}
