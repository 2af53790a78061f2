import { type Command, InvalidArgumentError } from "commander";
import { CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import { readJson } from "./read-json";
import { columns, given, type Session } from "./session";

interface ServiceRow {
  readonly slug: string;
  readonly name: string;
  readonly tier: number;
  readonly ownerTeam: { readonly name: string } | null;
  readonly running: readonly {
    readonly environment: { readonly slug: string };
    readonly live: { readonly version: string } | null;
  }[];
}

function runningOf(service: ServiceRow): string {
  const live = service.running.filter((one) => one.live !== null);
  return live.map((one) => `${one.environment.slug} ${one.live?.version}`).join(", ") || "nowhere yet";
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

/** Every page of a list, at most 50 of them. */
async function allOf<Row>(session: Session, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 50; page += 1) {
    const query = new URLSearchParams({ limit: "200", ...(cursor ? { cursor } : {}) });
    const answer: { items: Row[]; nextCursor: string | null } = await session.call({
      method: "GET",
      path: `${path}?${query}`,
    });
    rows.push(...answer.items);
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  return rows;
}

/** `signalbox service …` and `signalbox version …`. */
export function addCatalogCommands(program: Command, session: Session): void {
  const service = program.command("service").description("services of the catalog");
  service
    .command("list")
    .description("list services with what runs where")
    .action(async () => {
      const items = await allOf<ServiceRow>(session, "/services");
      const rows = items.map((one) => [one.slug, `${one.tier}`, one.ownerTeam?.name ?? "-", runningOf(one)]);
      session.print({ items }, columns([["SERVICE", "TIER", "TEAM", "RUNS"], ...rows]));
    });
  service
    .command("create")
    .description("add a service")
    .requiredOption("--slug <slug>", "short name for addresses and commands")
    .requiredOption("--name <name>", "name for people")
    .requiredOption("--tier <tier>", "0 (most critical) to 3", wholeNumber)
    .option("--team <slug>", "owner team")
    .option("--repository <url>", "repository")
    .option("--description <text>", "what it does")
    .action(async (options) => {
      const { slug, name, tier, description, team: ownerTeam, repository: repositoryUrl } = options;
      const body = given({ slug, name, tier, description, ownerTeam, repositoryUrl });
      const created = await session.post<ServiceRow>("/services", body);
      session.print(created, `Service ${created.slug} is there.`);
    });
  program
    .command("version")
    .description("versions of services")
    .command("register")
    .description("make a build known; the same again changes nothing")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--version <name>", "version, for example 4.12.0")
    .option("--commit <sha>", "commit it was built from")
    .option("--digest <digest>", "digest of the artifact, sha256:…")
    .action(async (options) => {
      const path = `/services/${encodeURIComponent(options.service)}/versions`;
      const body = given({ name: options.version, commitSha: options.commit, artifactDigest: options.digest });
      const answer = await session.post<{ name: string; created: boolean }>(path, body);
      session.print(answer, `Version ${answer.name} is ${answer.created ? "registered" : "known already"}.`);
    });
}

/** `signalbox deployments import <file>`. */
export function addImportCommand(program: Command, session: Session): void {
  program
    .command("deployments")
    .description("deployments that other systems made")
    .command("import")
    .description("import up to 500 deployments from a JSON file: an array of rows, or { rows }")
    .argument("<file>", "JSON file")
    .action(async (file: string) => {
      const rows = await readRows(session, file);
      const answer = await session.post<{ imported: number; known: number }>("/deployments/import", { rows });
      session.print(answer, `${answer.imported} imported, ${answer.known} known already.`);
    });
}

async function readRows(session: Session, file: string): Promise<unknown> {
  const parsed = await readJson(session, file);
  if (Array.isArray(parsed)) return parsed;
  if (typeof parsed === "object" && parsed !== null && "rows" in parsed) return parsed.rows;
  throw new CliFailure(exitCodes.usage, `${file} must hold an array of rows, or { "rows": […] }.`);
}
