import type { Command } from "commander";
import type { ClockPage, ClockView } from "@/lib/clocks/contract";
import { exitCodes } from "./exit-code";
import { columns, given, type Session } from "./session";

interface ListOptions {
  readonly list?: string;
  readonly service?: string;
  readonly definition?: string;
  readonly incident?: string;
}

/** `signalbox clock list`: ends with 3 when a clock that it lists is breached, or nobody can tell. */
export function addClockCommands(program: Command, session: Session): void {
  const clock = program.command("clock").description("SLA clocks");
  clock
    .command("list")
    .description("list SLA clocks by due time; ends with 3 when one is breached or undetermined")
    .option("--list <which>", "open, overdue, met, breached or all; open unless said")
    .option("--service <slug>", "only of this service")
    .option("--definition <slug>", "only under this definition")
    .option("--incident <id>", "only on this incident")
    .action(async ({ list, service, definition, incident }: ListOptions) => {
      const query = new URLSearchParams(
        given({ limit: "200", list, service, definition, incident }) as Record<string, string>,
      );
      const answer = await session.call<ClockPage>({ method: "GET", path: `/clocks?${query}` });
      session.print(answer, wordsOf(answer));
      const isBad = answer.items.some(({ status }) => status === "breached" || status === "undetermined");
      if (isBad) session.exitCode = exitCodes.refused;
    });
}

function wordsOf({ items, nextCursor }: ClockPage): string {
  if (items.length === 0) return "No clock of this kind.";
  const heading = ["STATE", "DUE", "LEFT", "CLOCK", "SERVICE", "ON", "ID"];
  const more = nextCursor === null ? "" : "\nThere are more; narrow the list.";
  return columns([heading, ...items.map(rowOf)]) + more;
}

function rowOf(clock: ClockView): string[] {
  const minutes = Math.floor(clock.remainingMs / 60_000);
  return [
    clock.status,
    clock.dueAt ?? "-",
    `${minutes} min`,
    clock.definition.slug,
    clock.service?.slug ?? "-",
    clock.title,
    clock.id,
  ];
}
