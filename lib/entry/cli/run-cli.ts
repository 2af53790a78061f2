import { Command, CommanderError } from "commander";
import { callApi } from "./api";
import { addBudgetCommand } from "./budget-commands";
import { addCatalogCommands, addImportCommand } from "./catalog-commands";
import { addClockCommands } from "./clock-commands";
import { connectionOf, saveConnection } from "./connection";
import { addDependencyCommands } from "./dependency-commands";
import { type ExitCode, exitCodes, usageCodeOf } from "./exit-code";
import { addFlagCommands } from "./flag-commands";
import { addGateCommand } from "./gate-commands";
import { addHistoryCommands } from "./history-commands";
import { addReleaseCommands } from "./release-commands";
import { addReservationCommands } from "./reservation-commands";
import { addRollbackCommand, addRolloutCommands, addStatusCommand } from "./rollout-commands";
import { type CommonOptions, Session } from "./session";
import { addSignalCommands } from "./signal-commands";
import { addSloCommands } from "./slo-commands";
import type { Surroundings } from "./surroundings";

const epilogue = `
Server and token: --url and --token, or SIGNALBOX_API_URL and SIGNALBOX_API_TOKEN, or what \`signalbox login\` kept.
Exit codes: 0 ok, 1 failed, 2 usage or input, 3 refused, 4 rolled back, 5 timeout, 6 server unreachable.
\`slo plan\`: 0 no changes, 2 changes, 1 input that cannot be taken.`;

/** Run one command and answer its exit code. Never ends the process. */
export async function runCli(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const session = new Session(surroundings);
  try {
    await programOf(session, surroundings).parseAsync([...args], { from: "user" });
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : usageCodeOf(args);
    const code = session.fail(error);
    return code === exitCodes.usage ? usageCodeOf(args) : code;
  }
}

function programOf(session: Session, surroundings: Surroundings): Command {
  const program = new Command("signalbox")
    .description("Ship versions, follow them, take them back.")
    .addHelpText("after", epilogue)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => surroundings.out(text),
      writeErr: (text) => surroundings.err(text),
    });
  addLogin(program, session);
  addCatalogCommands(program, session);
  addImportCommand(program, session);
  addHistoryCommands(program, session);
  addRolloutCommands(program, session);
  addRollbackCommand(program, session);
  addStatusCommand(program, session);
  addSignalCommands(program, session);
  addBudgetCommand(program, session);
  addFlagCommands(program, session);
  addGateCommand(program, session);
  addDependencyCommands(program, session);
  addReleaseCommands(program, session);
  addReservationCommands(program, session);
  addSloCommands(program, session);
  addClockCommands(program, session);
  finish(program);
  program.hook("preAction", (_program, command) => session.use(command.optsWithGlobals<CommonOptions>()));
  return program;
}

/** Settings that commander does not hand down to subcommands, and the options that each command takes. */
function finish(command: Command): void {
  command.exitOverride();
  if (command.commands.length === 0) {
    command
      .option("--url <url>", "address of the server")
      .option("--token <token>", "API token; others on this machine can see it, so prefer SIGNALBOX_API_TOKEN")
      .option("--json", "print the answer as JSON");
  }
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    finish(child);
  }
}

function addLogin(program: Command, session: Session): void {
  program
    .command("login")
    .description("keep server and token for later commands of this user")
    .action(async (options: CommonOptions) => {
      const connection = await connectionOf(session.surroundings, options);
      await callApi(session.surroundings, connection, { method: "GET", path: "/environments" });
      await saveConnection(session.surroundings, connection);
      session.print({ url: connection.url }, `Signed in to ${connection.url}.`);
    });
}
