import type { Command } from "commander";
import type { BudgetGate } from "@/lib/policies/contract";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

/** `signalbox budget --service <slug> --environment <slug>`: ends with 3 where a release would be held. */
export function addBudgetCommand(program: Command, session: Session): void {
  program
    .command("budget")
    .description("ask whether error budgets let a release go on now; ends with 3 when not, or when it is undetermined")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--environment <slug>", "environment")
    .action(async (options: { readonly service: string; readonly environment: string }) => {
      const query = new URLSearchParams({ service: options.service, environment: options.environment });
      const gate = await session.call<BudgetGate>({ method: "GET", path: `/budget-gate?${query}` });
      session.print(gate, wordsOf(gate));
      if (gate.verdict !== "go") session.exitCode = exitCodes.refused;
    });
}

const answers: Readonly<Record<BudgetGate["verdict"], string>> = {
  go: "Error budgets let a release go on.",
  held: "Held by an error-budget policy.",
  undetermined: "Undetermined, and held until more is known.",
};

function wordsOf({ verdict, reasons }: BudgetGate): string {
  const lines = reasons.map(({ message, remedy, owner, isHolding, bentBy }) => {
    const mark = isHolding ? "holds" : bentBy === null ? "told" : `bent by ${bentBy}`;
    return `- ${message} ${remedy} (${mark}; ask ${owner})`;
  });
  return [answers[verdict], ...lines].join("\n");
}
