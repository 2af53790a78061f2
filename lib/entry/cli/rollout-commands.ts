import { type Command, InvalidArgumentError, Option } from "commander";
import { CliFailure } from "./api";
import { exitCodeOfPhase, exitCodeOfReturn, exitCodes, parseDurationMs, type WaitUntil } from "./exit-code";
import { columns, given, type Session } from "./session";
import { progressLine, type RolloutAnswer, waitForRollout } from "./wait";

function duration(text: string): number {
  const parsed = parseDurationMs(text);
  if (parsed === null) throw new InvalidArgumentError("Write it as 90s, 15m or 2h.");
  return parsed;
}

function rolloutPath(id: string): string {
  return `/rollouts/${encodeURIComponent(id)}`;
}

function getRollout(session: Session, id: string): Promise<RolloutAnswer> {
  return session.call<RolloutAnswer>({ method: "GET", path: rolloutPath(id) });
}

interface WaitChoice {
  readonly timeout: number;
  readonly until: WaitUntil;
}

async function waitAndPrint(session: Session, id: string, choice: WaitChoice): Promise<void> {
  const { rollout, exitCode } = await waitForRollout(session.surroundings, {
    id,
    timeoutMs: choice.timeout,
    judge: (phase) => exitCodeOfPhase(phase, choice.until),
    call: (request) => session.call(request),
    onChange: (changed) => session.note(progressLine(changed)),
  });
  session.exitCode = exitCode;
  session.print(rollout, progressLine(rollout));
}

function timeoutOption(fallback: string): Option {
  const option = new Option("--timeout <duration>", "how long to wait");
  return option.argParser(duration).default(duration(fallback), fallback);
}

function untilOption(): Option {
  const words = "what to wait for: completed (old version no longer kept), live (all traffic moved)";
  return new Option("--until <state>", words).choices(["completed", "live"]).default("completed");
}

function durationOption(flags: string, words: string, fallback: string): Option {
  return new Option(flags, words).argParser(duration).default(duration(fallback), fallback);
}

interface EmergencyOptions {
  readonly emergency?: string;
  readonly emergencyFor: number;
  readonly incident?: string;
}

function emergencyOf({ emergency, emergencyFor, incident }: EmergencyOptions): object | undefined {
  if (emergency === undefined) return undefined;
  return given({ reason: emergency, endsAt: new Date(Date.now() + emergencyFor).toISOString(), incidentId: incident });
}

/** `signalbox rollout …`. */
export function addRolloutCommands(program: Command, session: Session): void {
  const rollout = program.command("rollout").description("ship a version and follow it");
  rollout
    .command("start")
    .description("ship a version")
    .requiredOption("--service <slug>", "service")
    .requiredOption("--environment <slug>", "environment")
    .requiredOption("--version <name>", "version")
    .option("--commit <sha>", "commit it was built from")
    .option("--digest <digest>", "digest of the artifact, sha256:…")
    .option("--template <slug>", "template instead of the one the service adopted")
    .addOption(
      new Option("--policy <policy>", "when a rollout is under way already").choices(["queue", "supersede", "reject"]),
    )
    .option("--reason <text>", "why, for the decision log")
    .option("--emergency <reason>", "pass windows and policies, on record: what harms users, and why it cannot wait")
    .addOption(durationOption("--emergency-for <duration>", "for how long they are passed, a day at most", "4h"))
    .option("--incident <id>", "incident that the emergency is for")
    .option("--idempotency-key <key>", "the same key starts it once, for a pipeline that is run again")
    .option("--wait", "wait for its end")
    .addOption(timeoutOption("1h"))
    .addOption(untilOption())
    .action(async (options) => {
      const { service, environment, version, template, policy, reason } = options;
      const build = { commitSha: options.commit, artifactDigest: options.digest };
      const emergency = emergencyOf(options);
      const body = given({ service, environment, version, template, policy, reason, emergency, ...build });
      const begun = await session.post<{ id: string; number: number }>("/rollouts", body, options.idempotencyKey);
      if (!options.wait) return session.print(begun, `Rollout #${begun.number} began: ${begun.id}`);
      session.note(`Rollout #${begun.number} began: ${begun.id}`);
      await waitAndPrint(session, begun.id, options);
    });
  rollout
    .command("status")
    .description("show where a rollout stands; the exit code is 4 when it was rolled back")
    .argument("<id>", "rollout")
    .option("--wait", "wait for its end")
    .addOption(timeoutOption("1h"))
    .addOption(untilOption())
    .action(async (id: string, options) => {
      if (options.wait) return waitAndPrint(session, id, options);
      const found = await getRollout(session, id);
      session.exitCode = exitCodeOfPhase(found.phase, options.until) ?? exitCodes.ok;
      session.print(found, progressLine(found));
    });
  for (const [verb, words] of [
    ["promote", "go to the next step without the rest of the bake time"],
    ["approve", "approve the next step"],
    ["pause", "freeze the weight"],
    ["resume", "take back a pause"],
  ] as const) {
    rollout
      .command(verb)
      .description(words)
      .argument("<id>", "rollout")
      .requiredOption("--reason <text>", "why, for the decision log")
      .action(async (id: string, options) => {
        const { revision } = await getRollout(session, id);
        const body = { revision, reason: options.reason };
        const answer = await session.post<{ phase: string }>(`${rolloutPath(id)}/${verb}`, body);
        session.print(answer, `Done; the rollout is ${answer.phase}.`);
      });
  }
}

interface WentBack {
  readonly id: string;
  readonly phase: string;
  readonly how: "aborted" | "return";
}

/** `signalbox rollback …`: take a version out of traffic, by rollout or by service and environment. */
export function addRollbackCommand(program: Command, session: Session): void {
  program
    .command("rollback")
    .description("go back to the version before")
    .argument("[id]", "rollout; or give --service and --environment")
    .option("--service <slug>", "service")
    .option("--environment <slug>", "environment")
    .option("--reason <text>", "why, for the decision log", "asked for on the command line")
    .option("--wait", "wait until the data plane shows it")
    .addOption(timeoutOption("5m"))
    .action(async (id: string | undefined, options) => {
      const began = id ? await rollbackById(session, id, options.reason) : await rollbackByPlace(session, options);
      if (!options.wait) return session.print(began, `Going back: rollout ${began.id} is ${began.phase}.`);
      const { rollout, exitCode } = await waitForRollout(session.surroundings, {
        id: began.id,
        timeoutMs: options.timeout,
        judge: (phase) => exitCodeOfReturn(phase, began.how),
        call: (request) => session.call(request),
        onChange: (changed) => session.note(progressLine(changed)),
      });
      session.exitCode = exitCode;
      session.print(rollout, progressLine(rollout));
    });
}

async function rollbackById(session: Session, id: string, reason: string): Promise<WentBack> {
  const found = await getRollout(session, id);
  if (found.phase === "rolled_back" || found.phase === "cancelled") return { ...found, how: "aborted" };
  if (found.phase === "completed") {
    const place = { service: found.service.slug, environment: found.environment.slug };
    return session.post<WentBack>("/rollbacks", { ...place, reason });
  }
  const isQueued = found.phase === "queued";
  const body = isQueued ? { revision: found.revision, reason } : { reason };
  const answer = await session.post<WentBack>(`${rolloutPath(id)}/${isQueued ? "cancel" : "abort"}`, body);
  return { ...answer, how: "aborted" };
}

function rollbackByPlace(
  session: Session,
  options: { service?: string; environment?: string; reason: string },
): Promise<WentBack> {
  const { service, environment, reason } = options;
  if (service && environment) return session.post<WentBack>("/rollbacks", { service, environment, reason });
  throw new CliFailure(exitCodes.usage, "Say what to take back: a rollout's id, or --service and --environment.");
}

/** `signalbox status`: what is moving now. */
export function addStatusCommand(program: Command, session: Session): void {
  program
    .command("status")
    .description("show the rollouts that have not ended")
    .option("--service <slug>", "only of this service")
    .option("--environment <slug>", "only in this environment")
    .action(async (options) => {
      const { service, environment } = options;
      const query = new URLSearchParams(
        given({ open: "true", limit: "200", service, environment }) as Record<string, string>,
      );
      const answer = await session.call<{ items: RolloutAnswer[] }>({ method: "GET", path: `/rollouts?${query}` });
      const rows = answer.items.map((one) => [
        `#${one.number}`,
        one.service.slug,
        one.environment.slug,
        one.phase,
        `${one.desiredSharePercent} %`,
        one.pauseReasons.join(", ") || "-",
        one.id,
      ]);
      const heading = ["NUMBER", "SERVICE", "ENVIRONMENT", "PHASE", "SHARE", "PAUSED", "ID"];
      session.print(answer, rows.length > 0 ? columns([heading, ...rows]) : "No rollout is under way.");
    });
}
