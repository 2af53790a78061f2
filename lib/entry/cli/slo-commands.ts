import path from "node:path";
import { type Command, Option } from "commander";
import {
  type AppliedObjectives,
  type ExportedObjectives,
  type ExportFormat,
  exportFormats,
  type ObjectivesPlan,
  type PlannedChange,
} from "@/lib/slos/as-code-contract";
import { objectivesKind } from "@/lib/slos/domain/as-code/spec";
import { CliFailure } from "./api";
import { changesExitCode, exitCodes } from "./exit-code";
import { given, type Session } from "./session";

interface FileOptions {
  readonly environment?: string;
  readonly retireMissing?: boolean;
}

interface ApplyOptions extends FileOptions {
  readonly plan?: string;
  readonly reason: string;
}

interface ExportOptions {
  readonly format: ExportFormat;
  readonly service?: string;
  readonly environment?: string;
}

/** `signalbox plan | apply | export`, also under `slo`: objectives, budget policies, clocks and business hours as files. */
export function addSloCommands(program: Command, session: Session): void {
  const slo = program.command("slo").description("objectives, budget policies and clocks as files");
  for (const parent of [program, slo]) {
    addPlan(parent, session);
    addApply(parent, session);
    addExport(parent, session);
  }
}

function withFiles(command: Command): Command {
  return command
    .argument("<files...>", "YAML files: OpenSLO v1, or the product's own; - reads the input")
    .option("--environment <slug>", "environment of OpenSLO documents that name none")
    .option("--retire-missing", "retire what these files do not have: of their services, and of the kinds in them");
}

function addPlan(slo: Command, session: Session): void {
  withFiles(slo.command("plan"))
    .description("say what files would change; ends with 0 without changes, 2 with, 1 when they cannot be taken")
    .action(async (files: string[], options: FileOptions) => {
      const plan = await planOf(session, files, options);
      session.print(plan, planWords(plan));
      if (plan.hasChanges) session.exitCode = changesExitCode;
    });
}

function addApply(slo: Command, session: Session): void {
  withFiles(slo.command("apply"))
    .description("do what a plan said, all of it or nothing; again changes nothing")
    .requiredOption("--reason <text>", "why; stays with every version")
    .option("--plan <hash>", "hash of the plan that was looked at; without it the files are planned now")
    .action(async (files: string[], options: ApplyOptions) => {
      const body = await bodyOf(session, files, options);
      const planHash = options.plan ?? (await session.post<ObjectivesPlan>("/objective-plans", body)).hash;
      const sent = { ...body, planHash, reason: options.reason };
      const applied = await session.post<AppliedObjectives>("/objective-plans/apply", sent);
      const lines = applied.changed.map(
        ({ kind, action, slug, revision }) =>
          `${marks[action]} ${slug} (${kind === objectivesKind ? "" : `${kind}, `}revision ${revision})`,
      );
      session.print(applied, [...lines, countWords(applied.counts, ["created", "changed", "retired"])].join("\n"));
    });
}

function addExport(slo: Command, session: Session): void {
  slo
    .command("export")
    .description("print definitions as YAML; what the format cannot say goes to the error output")
    .addOption(new Option("--format <format>", "kind of file").choices([...exportFormats]).default("signalbox"))
    .option("--service <slug>", "only those of a service")
    .option("--environment <slug>", "only those in an environment")
    .action(async ({ format, service, environment }: ExportOptions) => {
      const query = new URLSearchParams({
        format,
        ...(service ? { service } : {}),
        ...(environment ? { environment } : {}),
      });
      const exported = await session.call<ExportedObjectives>({ method: "GET", path: `/objective-export?${query}` });
      for (const { objective, path: at, message, remedy, isOmitted } of exported.notes)
        session.note(`${objective}${isOmitted ? " is left out" : ""}: ${at}: ${message} ${remedy}`);
      session.print(exported, exported.text.trimEnd());
      if (exported.notes.some(({ isOmitted }) => isOmitted)) session.exitCode = exitCodes.failed;
    });
}

async function planOf(session: Session, files: readonly string[], options: FileOptions): Promise<ObjectivesPlan> {
  return session.post<ObjectivesPlan>("/objective-plans", await bodyOf(session, files, options));
}

async function bodyOf(session: Session, files: readonly string[], options: FileOptions) {
  const read = files.map(async (file) => ({
    name: file === "-" ? "input" : path.basename(file),
    text: await textOf(session, file),
  }));
  const { environment, retireMissing } = options;
  return given({ files: await Promise.all(read), environment, retireMissing });
}

async function textOf(session: Session, file: string): Promise<string> {
  try {
    return await session.surroundings.readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(exitCodes.usage, `${file} cannot be read: ${why}`);
  }
}

const marks: Readonly<Record<PlannedChange["action"], string>> = {
  create: "+",
  change: "~",
  retire: "-",
  unchanged: "=",
};

function planWords({ changes, notes, counts, hash, hasChanges }: ObjectivesPlan): string {
  const lines = changes.filter(({ action }) => action !== "unchanged").flatMap(changeWords);
  const told = notes.map(
    ({ file, path: at, line, message }) => `note: ${file}${line === null ? "" : `:${line}`} ${at}: ${message}`,
  );
  return [
    ...lines,
    ...told,
    countWords(counts, ["to create", "to change", "to retire"]),
    ...(hasChanges ? [`Plan ${hash}`] : []),
  ].join("\n");
}

function changeWords(change: PlannedChange): string[] {
  const { kind, action, slug, service, environment, fields, meaning } = change;
  const where = service === null ? kind : `${service} in ${environment}`;
  const said = fields.map(({ path: at, before, after }) =>
    before === null ? `    ${at}: ${after}` : `    ${at}: ${before} -> ${after ?? "(none)"}`,
  );
  return [`${marks[action]} ${slug} (${where})`, ...said, ...meaningWords(meaning)];
}

function meaningWords(meaning: PlannedChange["meaning"]): string[] {
  if (meaning === null) return [];
  if (meaning.after === null) return [`    over the past: unknown. ${meaning.why ?? ""}`.trimEnd()];
  const of = ({ level, pages }: NonNullable<typeof meaning.after>) =>
    `${level.verdict}, ${level.budgetLeftWorstPercent ?? "?"} % of the budget left at worst, ${pages ?? "no replayed"} pages`;
  const before = meaning.before ? `${of(meaning.before)} -> ` : "";
  return [`    over the past: ${before}${of(meaning.after)}`];
}

function countWords({ create, change, retire, unchanged }: ObjectivesPlan["counts"], words: readonly string[]): string {
  const said = [create, change, retire].map((count, index) => `${count} ${words[index]}`);
  return `${said.join(", ")}, ${unchanged} unchanged.`;
}
