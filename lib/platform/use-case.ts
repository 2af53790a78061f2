import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { correctField, type Reason } from "@/lib/kernel/result";
import { type AuditEntry, type AuditSubject, appendAudit } from "./audit/audit-log";
import { StrangerThrottle } from "./audit/stranger-throttle";
import { type Actor, may } from "./auth/actor";
import { type Permission, permissions, whoMay } from "./auth/permissions";
import { prismaExecutor } from "./db/executor";
import { type Db, isUniqueViolation, type Tx } from "./db/prisma";
import { type KeyedRequest, keepAnswer, keyedRequest, lockKey, storedAnswer } from "./idempotency";
import type { Ids } from "./ids";
import type { JobDefinition } from "./jobs/jobs";
import { invalidField } from "./refusals";
import { currentRuntime, type Runtime } from "./runtime";
import { unstorablePath } from "./storable";
import { type Hint, sendHint } from "./stream/hints";

/** Who calls, from where. `actor: null` is somebody who did not sign in. */
export interface Call {
  readonly actor: Actor | null;
  readonly requestId?: string;
  readonly sourceAddress?: string;
  readonly idempotencyKey?: string;
}

export interface CommandContext<Input> {
  readonly input: Input;
  readonly actor: Actor;
  readonly now: Instant;
  readonly tx: Tx;
  readonly ids: Ids;
  readonly call: Call;
  readonly runtime: Runtime;
  /** Write the audit record of what was done. Every accepted command writes at least one. */
  record(entry: RecordEntry): Promise<void>;
  enqueue<P extends z.ZodType>(job: JobDefinition<P>, payload: z.infer<P>): Promise<void>;
  /** Tell browsers what to fetch again; sent on commit. */
  hint(hint: Hint): Promise<void>;
}

export interface QueryContext<Input> {
  readonly input: Input;
  readonly actor: Actor;
  readonly now: Instant;
  readonly db: Db;
  readonly call: Call;
  readonly runtime: Runtime;
  /** Write the audit record of a reading that has to be on record: what is taken out of the product as a file. */
  record(entry: RecordEntry): Promise<void>;
}

type RecordEntry = Omit<AuditEntry, "actor" | "action" | "outcome" | "requestId" | "sourceAddress">;

/** A verb of the product with everything that its doors (action, route, job, CLI) have in common. */
export interface UseCase<Input extends z.ZodType, Output> {
  readonly kind: "command" | "query";
  readonly name: string;
  readonly permission: Permission;
  readonly input: Input;
  run(rawInput: unknown, call: Call, runtime?: Runtime): Promise<Output>;
}

interface CommandDefinition<Input extends z.ZodType, Output> {
  /** `noun.verb`, as in the audit log. */
  readonly name: string;
  readonly permission: Permission;
  readonly input: Input;
  /** What a refusal is about, for the audit log, from whatever input came. */
  readonly subject: (input: Partial<z.infer<Input>>) => AuditSubject;
  handle(context: CommandContext<z.infer<Input>>): Promise<Output>;
  /** What of the answer is kept for a repetition under the same Idempotency-Key, when it holds a secret shown once. */
  remember?(output: Output): Output;
}

interface QueryDefinition<Input extends z.ZodType, Output> {
  readonly name: string;
  readonly permission: Permission;
  readonly input: Input;
  handle(context: QueryContext<z.infer<Input>>): Promise<Output>;
}

/** Issues of a zod error as reasons: dotted field path, message, remedy. Each unknown field has its own. */
export function reasonsOf(error: z.ZodError): Reason[] {
  return error.issues.flatMap((issue): Reason[] => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownField([...issue.path, key].join(".")));
    return [
      {
        code: issue.code,
        field: issue.path.join(".") || "body",
        message: issue.message,
        remedy: correctField,
      },
    ];
  });
}

function unknownField(field: string): Reason {
  return {
    code: "unrecognized_keys",
    field,
    message: "This field is not known here.",
    remedy: "Remove it, or check its spelling.",
  };
}

/** Words for a field that is not there, unless its schema has its own. */
function missingField(issue: { readonly input?: unknown }): string | undefined {
  return issue.input === undefined ? "This field is missing." : undefined;
}

function parse<Input extends z.ZodType>(schema: Input, raw: unknown): z.infer<Input> {
  const unstorable = unstorablePath(raw);
  if (unstorable !== null) {
    throw invalidField(unstorable, "It holds a character that cannot be kept.", "Remove NUL and broken characters.");
  }
  const parsed = schema.safeParse(raw ?? {}, { error: missingField });
  if (parsed.success) return parsed.data;
  const reasons = reasonsOf(parsed.error);
  const fields = [...new Set(reasons.map((reason) => reason.field))].join(", ");
  throw new AppError("invalid_input", { detail: `Correct: ${fields}.`, reasons });
}

function authorise(actor: Actor | null, permission: Permission): Actor {
  if (!actor) throw new AppError("unauthenticated", { detail: "Sign in, or send an API token as a Bearer token." });
  if (may(actor, permission)) return actor;
  const { does } = permissions[permission];
  throw new AppError("forbidden", {
    detail: `To ${does}, one needs to be ${whoMay(permission)}.`,
    reasons: [
      {
        code: "missing_permission",
        message: `This needs the permission ${permission}.`,
        remedy: `Ask ${whoMay(permission)}.`,
      },
    ],
  });
}

function asPlain(raw: unknown): object {
  return typeof raw === "object" && raw !== null ? raw : {};
}

const strangers = new WeakMap<Runtime, StrangerThrottle>();

function strangersOf(runtime: Runtime): StrangerThrottle {
  const existing = strangers.get(runtime) ?? new StrangerThrottle();
  strangers.set(runtime, existing);
  return existing;
}

/**
 * Write the record of a refusal. For use-cases it happens by itself; doors call it for what they refuse before. Refusals of
 * somebody who signed in are each on record; those of strangers once a minute for an address and an operation, with
 * the number of the others, so that nobody can fill the log from outside.
 */
export async function recordRefusal(
  runtime: Runtime,
  name: string,
  subject: AuditSubject,
  call: Call,
  error: AppError,
): Promise<void> {
  const stranger = call.actor === null ? strangersOf(runtime) : null;
  const earlier =
    stranger?.admit({ action: name, address: call.sourceAddress ?? "" }, runtime.clock.monotonicMs()) ?? 0;
  if (earlier === "leave_out") return;
  await appendAudit(prismaExecutor(runtime.db), {
    action: name,
    outcome: "refused",
    actor: call.actor,
    subject,
    detail: {
      code: error.code,
      message: error.message,
      reasons: error.reasons,
      ...(earlier === 0 ? {} : { leftOutBefore: earlier }),
    },
    requestId: call.requestId ?? null,
    sourceAddress: call.sourceAddress ?? null,
  });
}

function accepted(action: string, { actor, requestId, sourceAddress }: Call, entry: RecordEntry): AuditEntry {
  const from = { requestId: requestId ?? null, sourceAddress: sourceAddress ?? null };
  return { ...entry, ...from, actor, action, outcome: "accepted" };
}

function safeSubject<I>(subject: (input: Partial<I>) => AuditSubject, raw: unknown): AuditSubject {
  try {
    const found = subject(asPlain(raw) as Partial<I>);
    return { ...found, id: found.id === null ? null : String(found.id ?? "").slice(0, 200) || null };
  } catch {
    return { kind: "unknown", id: null };
  }
}

/**
 * Declare a command. Its `run` parses, authorises, opens the transaction, hands the stores' transaction to `handle`,
 * writes state, audit and jobs together, remembers the answer under the Idempotency-Key, and records refusals.
 * Throws AppError only for expected outcomes.
 */
export function defineUseCase<Input extends z.ZodType, Output>(
  definition: CommandDefinition<Input, Output>,
): UseCase<Input, Output> {
  async function runCommand(raw: unknown, call: Call, runtime: Runtime): Promise<Output> {
    const actor = authorise(call.actor, definition.permission);
    const input = parse(definition.input, raw);
    const asked = { operation: definition.name, input: raw, secret: runtime.config.SIGNALBOX_SECRET };
    const request = keyedRequest({ actor, idempotencyKey: call.idempotencyKey }, asked);
    const earlier = request && (await storedAnswer(runtime.db, request));
    if (earlier) return earlier.response as Output;
    return runtime.db.$transaction((tx) => inTransaction(tx, { input, actor, call, runtime, request }), {
      maxWait: 5_000,
      timeout: 15_000,
    });
  }

  async function inTransaction(
    tx: Tx,
    given: { input: z.infer<Input>; actor: Actor; call: Call; runtime: Runtime; request: KeyedRequest | null },
  ): Promise<Output> {
    const { input, actor, call, runtime, request } = given;
    if (request) {
      await lockKey(tx, request);
      const earlier = await storedAnswer(tx, request);
      if (earlier) return earlier.response as Output;
    }
    let recorded = 0;
    const output = await definition.handle({
      input,
      actor,
      call,
      runtime,
      tx,
      now: runtime.clock.now(),
      ids: runtime.ids,
      async record(entry) {
        recorded += 1;
        await appendAudit(prismaExecutor(tx), accepted(definition.name, { ...call, actor }, entry));
      },
      enqueue: (job, payload) => runtime.jobs.enqueue(tx, job, payload),
      hint: (hint) => sendHint(prismaExecutor(tx), hint),
    });
    if (recorded === 0) throw new Error(`${definition.name} was accepted without an audit record`);
    if (request) await keepAnswer(tx, request, definition.remember ? definition.remember(output) : output);
    return output;
  }

  return {
    kind: "command",
    name: definition.name,
    permission: definition.permission,
    input: definition.input,
    async run(raw, call, runtime = currentRuntime()) {
      try {
        return await runCommand(raw, call, runtime);
      } catch (error) {
        const known = isUniqueViolation(error)
          ? new AppError("conflict", {
              detail: "Something with this name exists already; choose another name.",
              cause: error,
            })
          : error;
        if (known instanceof AppError)
          await recordRefusal(runtime, definition.name, safeSubject(definition.subject, raw), call, known);
        throw known;
      }
    },
  };
}

/** Declare a query: parses, authorises, reads. A refusal for lack of permission is recorded. */
export function defineQuery<Input extends z.ZodType, Output>(
  definition: QueryDefinition<Input, Output>,
): UseCase<Input, Output> {
  return {
    kind: "query",
    name: definition.name,
    permission: definition.permission,
    input: definition.input,
    async run(raw, call, runtime = currentRuntime()) {
      try {
        const actor = authorise(call.actor, definition.permission);
        const input = parse(definition.input, raw);
        const { db } = runtime;
        const record = (entry: RecordEntry) => appendAudit(prismaExecutor(db), accepted(definition.name, call, entry));
        return await definition.handle({ input, actor, now: runtime.clock.now(), db, call, runtime, record });
      } catch (error) {
        if (error instanceof AppError && error.code === "forbidden") {
          await recordRefusal(runtime, definition.name, { kind: "query", id: null }, call, error);
        }
        throw error;
      }
    },
  };
}
