import { type Command, InvalidArgumentError } from "commander";
import type { DeclaredNeeds, ReleaseAnswer, ReleasePlanView } from "@/lib/dependencies/contract";
import { CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import { readJson } from "./read-json";
import { given, type Session } from "./session";

interface Move {
  readonly service: string;
  readonly version: string | null;
}

/** `checkout@4.12.0`; `checkout@` when it goes away. Collects one after the other. */
function moveOf(text: string, before: readonly Move[] = []): Move[] {
  const [, service, version] = /^([a-z0-9-]+)@(.*)$/.exec(text) ?? [];
  if (service === undefined) throw new InvalidArgumentError("Write service@version, or service@ when it goes away.");
  return [...before, { service, version: version === "" ? null : (version ?? null) }];
}

function addressOf(question: "verdict" | "plan", environment: string, moves: readonly Move[]): string {
  const text = moves.map(({ service, version }) => `${service}@${version ?? ""}`).join(",");
  return `/dependencies/${question}?${new URLSearchParams({ environment, moves: text })}`;
}

interface AskOptions {
  readonly environment: string;
  readonly advisory?: boolean;
}

/** `signalbox dependencies check | plan | push`: what may be released with what, and what a service needs. */
export function addDependencyCommands(program: Command, session: Session): void {
  const dependencies = program.command("dependencies").description("what services need of each other");
  addCheck(dependencies, session);
  addPlan(dependencies, session);
  addPush(dependencies, session);
}

function addCheck(dependencies: Command, session: Session): void {
  dependencies
    .command("check")
    .description("ask whether versions can be released together; ends with 3 unless the answer is yes")
    .argument("<releases...>", "service@version; service@ when it goes away", moveOf)
    .requiredOption("--environment <slug>", "environment")
    .option("--advisory", "say the answer and end with 0 whatever it is")
    .action(async (moves: Move[], { environment, advisory }: AskOptions) => {
      const answer = await session.call<ReleaseAnswer>({
        method: "GET",
        path: addressOf("verdict", environment, moves),
      });
      session.print(answer, answerWords(answer));
      if (answer.answer !== "yes" && !advisory) session.exitCode = exitCodes.refused;
    });
}

function answerWords({ sentence, findings, ignored }: ReleaseAnswer): string {
  const reasons = findings.map((one) => `- ${one.answer}: ${one.sentence} Next: ${one.nextAction}`);
  const left = ignored.map((one) => `- ignored until ${one.until} by ${one.by}: ${one.sentence} Reason: ${one.reason}`);
  return [sentence, ...reasons, ...left].join("\n");
}

function addPlan(dependencies: Command, session: Session): void {
  dependencies
    .command("plan")
    .description("ask for a safe order and the way back; ends with 3 when no order helps")
    .argument("<releases...>", "service@version; service@ when it goes away", moveOf)
    .requiredOption("--environment <slug>", "environment")
    .action(async (moves: Move[], { environment }: AskOptions) => {
      const plan = await session.call<ReleasePlanView>({ method: "GET", path: addressOf("plan", environment, moves) });
      session.print(plan, planWords(plan));
      if (!plan.isPossible) session.exitCode = exitCodes.refused;
    });
}

function planWords({ sentence, stages, rollback, broken, unknown }: ReleasePlanView): string {
  const numbered = (list: ReleasePlanView["stages"]) => list.map((one, index) => `${index + 1}. ${one.sentence}`);
  return [
    sentence,
    ...numbered(stages),
    ...(rollback.length > 1 ? ["The way back:", ...numbered(rollback)] : []),
    ...[...broken, ...unknown].map((one) => `- ${one.answer}: ${one.sentence} Next: ${one.nextAction}`),
  ].join("\n");
}

interface PushOptions {
  readonly service: string;
  readonly file: string;
  readonly versions?: string;
  readonly environment?: string;
  readonly evidence?: string;
}

function addPush(dependencies: Command, session: Session): void {
  dependencies
    .command("push")
    .description(
      'push what a service needs, from a file like { "needs": { "catalog": "^2.1.0" } }; again only confirms it',
    )
    .requiredOption("--service <slug>", "service")
    .requiredOption("--file <path>", "JSON file; - reads the input")
    .option("--versions <range>", "version or range that it holds for; every version without it")
    .option("--environment <slug>", "environment that it holds for; every environment without it")
    .option("--evidence <text>", "where it stands, for example the file and commit")
    .action(async ({ service, file, ...options }: PushOptions) => {
      const needs = needsOf(await readJson(session, file), file);
      const path = `/services/${encodeURIComponent(service)}/needs`;
      const said = await session.post<DeclaredNeeds>(path, { origin: "catalog", needs, ...given({ ...options }) });
      const what =
        said.needs.length === 0 ? "nothing" : said.needs.map((one) => `${one.service} ${one.range}`).join(", ");
      session.print(said, `${service} ${said.versions} needs ${what}${said.isUnchanged ? ", as before" : ""}.`);
    });
}

function needsOf(content: unknown, file: string): { service: string; range: unknown }[] {
  const needs = typeof content === "object" && content !== null && "needs" in content ? content.needs : null;
  if (typeof needs !== "object" || needs === null || Array.isArray(needs)) {
    throw new CliFailure(exitCodes.usage, `${file} has no object “needs” of services and ranges.`);
  }
  return Object.entries(needs).map(([service, range]) => ({ service, range }));
}
