import path from "node:path";
import { gzipSync } from "node:zlib";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type ImportView, importFormats, type TableMapping } from "@/lib/imports/contract";
import { commitEvents, deploymentEvents, logFormat, readTags, tagFormat } from "@/lib/imports/domain/git-history";
import { repositoryName } from "@/lib/ingest/domain/repository-name";
import { CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";
import { uploadImport } from "./upload-import";

interface GitOptions {
  readonly repo: string;
  readonly tagPattern: string;
  readonly service: string;
  readonly environment: string;
  readonly repository?: string;
  readonly versionPrefix: string;
  readonly source?: string;
  readonly dryRun?: boolean;
}

interface FileOptions {
  readonly format: (typeof importFormats)[number];
  readonly source?: string;
  readonly subject?: TableMapping["subject"];
  readonly column: Readonly<Record<string, string>>;
  readonly zone?: string;
  readonly dateOrder?: "dmy" | "mdy";
  readonly leaveOutFaulty?: boolean;
  readonly dryRun?: boolean;
}

function words(found: ImportView): string {
  if (found.state === "checked") {
    return `${found.recordCount} records would make ${found.factCount} facts; ${found.faultCount} faults.`;
  }
  return `${found.recordCount} records imported: ${found.newFactCount} facts are new, the others were known.`;
}

/** What a repository says of its past. Throws CliFailure when there is no repository or no tag. */
async function gitFile(session: Session, options: GitOptions): Promise<{ name: string; text: string }> {
  const git = (...args: string[]): Promise<string> => session.surroundings.git(options.repo, args);
  if (!/^[\w./*?[\]+-]+$/.test(options.tagPattern) || options.tagPattern.includes("..")) {
    throw new CliFailure(exitCodes.usage, "Write the tag pattern with letters, digits and . / * ? [ ] + - _");
  }
  const address = options.repository ?? (await git("config", "--get", "remote.origin.url").catch(() => "")).trim();
  const repository = repositoryName(address);
  if (repository === null) {
    throw new CliFailure(exitCodes.usage, "The repository has no remote `origin`; say its address with --repository.");
  }
  const tags = readTags(await git("for-each-ref", `--format=${tagFormat}`, `refs/tags/${options.tagPattern}`));
  if (tags.length === 0) throw new CliFailure(exitCodes.usage, `No tag fits “${options.tagPattern}”.`);
  const commits = commitEvents(await git("log", `--tags=${options.tagPattern}`, `--format=${logFormat}`), repository);
  const { service, environment, versionPrefix } = options;
  const deployments = deploymentEvents(tags, { repository, service, environment, versionPrefix });
  session.note(`${tags.length} tags, ${commits.length} commits in ${repository}`);
  const text = [...commits, ...deployments].map((event) => JSON.stringify(event)).join("\n");
  return { name: `${path.basename(repository)}.jsonl.gz`, text };
}

function addGit(program: Command, session: Session): void {
  program
    .command("git")
    .description("commits and tags of a repository on this machine: each tag is a deployment")
    .requiredOption("--repo <directory>", "the repository")
    .requiredOption("--service <slug>", "service that the tags release")
    .requiredOption("--environment <slug>", "environment that the tags went to")
    .option("--tag-pattern <pattern>", "which tags, as git writes patterns", "v*")
    .option("--version-prefix <text>", "cut from tags to make versions", "v")
    .option("--repository <url>", "address of the repository; its remote `origin` unless said")
    .option("--source <slug>", "event source that the facts belong to")
    .option("--dry-run", "only say what would be imported")
    .action(async (options: GitOptions) => {
      const { name, text } = await gitFile(session, options);
      const found = await uploadImport(session, {
        fileName: name,
        format: "facts",
        bytes: gzipSync(text),
        source: options.source,
        leaveOutFaulty: false,
        dryRun: options.dryRun === true,
      });
      session.print(found, words(found));
    });
}

function column(text: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const [name, ...rest] = text.split("=");
  if (!name || rest.length === 0) throw new InvalidArgumentError("Write it as field=column.");
  return { ...earlier, [name]: rest.join("=") };
}

function addFile(program: Command, session: Session): void {
  program
    .command("file")
    .description("a table, or an export of another system; up to 20 MB, also as gzip or zip")
    .argument("<file>", "file")
    .addOption(new Option("--format <format>", "what it is").choices([...importFormats]).makeOptionMandatory())
    .option("--source <slug>", "event source whose names the file uses")
    .addOption(
      new Option("--subject <subject>", "what the rows of a table are").choices([
        "deployment",
        "incident",
        "change_request",
        "ticket",
      ]),
    )
    .option("--column <field=column>", "which column holds a field; may be repeated", column, {})
    .option("--zone <zone>", "zone of times that name none, for example Europe/Berlin")
    .addOption(new Option("--date-order <order>", "what comes first in 03/04/2026").choices(["dmy", "mdy"]))
    .option("--leave-out-faulty", "import the records without faults")
    .option("--dry-run", "only say what would be imported")
    .action(async (file: string, options: FileOptions) => {
      const { subject, zone, dateOrder } = options;
      const mapping = {
        ...(subject ? { subject } : {}),
        ...(zone ? { zone } : {}),
        ...(dateOrder ? { dateOrder } : {}),
        columns: options.column,
      };
      const found = await uploadImport(session, {
        fileName: path.basename(file),
        format: options.format,
        bytes: await readBytes(session, file),
        source: options.source,
        mapping,
        leaveOutFaulty: options.leaveOutFaulty === true,
        dryRun: options.dryRun === true,
      });
      session.print(found, words(found));
    });
}

async function readBytes(session: Session, file: string): Promise<Uint8Array> {
  try {
    return await session.surroundings.readBytes(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(exitCodes.usage, `${file} cannot be read: ${why}`);
  }
}

/** `signalbox import …`: bring the past. */
export function addHistoryCommands(program: Command, session: Session): void {
  const commands = program.command("import").description("bring the past, so that there are baselines on day one");
  addGit(commands, session);
  addFile(commands, session);
}
