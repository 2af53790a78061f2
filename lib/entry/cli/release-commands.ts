import type { Command } from "commander";
import type { PushedSchema, TrainDetail, TrainPage, TrainStands } from "@/lib/releases/contract";
import { exitCodes } from "./exit-code";
import { readJson } from "./read-json";
import type { Session } from "./session";

const path = (id: string, command = ""): string => `/trains/${encodeURIComponent(id)}${command}`;

function lineOf({ reference, name, phase, sentence, stuck }: TrainDetail | TrainPage["items"][number]): string {
  const first = stuck[0];
  return `${reference} ${name}: ${phase}. ${sentence}${first ? ` Waits for ${first.owner}: ${first.sentence}` : ""}`;
}

function ticketLine({ ticket }: TrainDetail): string[] {
  return ticket === null ? [] : [`Change ticket ${ticket.key}: ${ticket.sentence}`];
}

/** A command names the revision of this moment, so that what changes meanwhile is refused. */
async function give(session: Session, id: string, command: string, body: object): Promise<void> {
  const { revision } = await session.call<TrainDetail>({ method: "GET", path: path(id) });
  const request = { method: "POST" as const, path: path(id, `/${command}`), body: { revision, ...body } };
  const stands = await session.call<TrainStands>(request);
  session.print(stands, `${stands.reference} is ${stands.phase.replace("_", " ")}.`);
}

/** `signalbox release …` and `signalbox schema`. */
export function addReleaseCommands(program: Command, session: Session): void {
  const release = program.command("release").description("plan releases of several services, and move them");
  release
    .command("list")
    .description("show open releases: where each stands, and on whom it waits")
    .action(async () => {
      const page = await session.call<TrainPage>({ method: "GET", path: "/trains?list=open" });
      session.print(page, page.items.map(lineOf).join("\n") || "No release is open.");
    });
  release
    .command("plan")
    .description("plan a release from a JSON file: name, note, cars, stops")
    .argument("<file>", "JSON, or - for standard input")
    .action(async (file: string) => {
      const body = (await readJson(session, file)) as Readonly<Record<string, unknown>>;
      const stands = await session.call<TrainStands>({ method: "POST", path: "/trains", body });
      session.print(stands, `${stands.reference} is planned: ${stands.id}`);
    });
  release
    .command("status")
    .description("show one release; ends with 4 when it went back")
    .argument("<id>")
    .action(async (id: string) => {
      const train = await session.call<TrainDetail>({ method: "GET", path: path(id) });
      session.print(train, [lineOf(train), ...ticketLine(train)].join("\n"));
      if (train.phase === "rolled_back" || train.phase === "rolling_back") session.exitCode = exitCodes.rolledBack;
    });
  for (const [command, words] of [
    ["depart", "send a release off"],
    ["go-on", "let a release go on to its next stop"],
    ["resume", "let a held release go on"],
  ] as const) {
    release
      .command(command)
      .description(words)
      .argument("<id>")
      .action((id: string) => give(session, id, command, {}));
  }
  for (const [command, words] of [
    ["hold", "keep a release from beginning anything new"],
    ["cancel", "give up a release that has not departed"],
    ["roll-back", "take back what a release brought to its present stop, in reverse order"],
  ] as const) {
    release
      .command(command)
      .description(words)
      .argument("<id>")
      .requiredOption("--reason <text>", "why")
      .action((id: string, { reason }: { reason: string }) => give(session, id, command, { reason }));
  }
  release
    .command("ticket")
    .description("name the change ticket that a whole release goes under, or take it away")
    .argument("<id>")
    .argument("[key]", "key of the ticket; left out: it goes under none")
    .requiredOption("--reason <text>", "why")
    .action((id: string, key: string | undefined, { reason }: { reason: string }) =>
      give(session, id, "ticket", { ticket: key ?? null, reason }),
    );
  addSchemaCommand(program, session);
}

/** `signalbox schema`. */
function addSchemaCommand(program: Command, session: Session): void {
  program
    .command("schema")
    .description("tell to which version migrations brought a schema; ends with 3 when that would be a way back")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--environment <slug>", "environment")
    .requiredOption("--schema <version>", "a whole number")
    .action(async ({ service, environment, schema }: { service: string; environment: string; schema: string }) => {
      const request = { method: "POST" as const, path: `/services/${encodeURIComponent(service)}/schema` };
      const pushed = await session.call<PushedSchema>({ ...request, body: { environment, schema } });
      session.print(pushed, `${service} in ${environment} is at schema ${pushed.schema}.`);
    });
}
