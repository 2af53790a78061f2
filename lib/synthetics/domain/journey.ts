import { assertNever } from "@/lib/kernel/assert";
import type { JourneyStep, Taking } from "../contract";
import { type Answer, headerOf, jsonOf, type Match } from "./answer";
import { failureOf } from "./assertions";
import { textOf, valueAt } from "./json-path";
import { journeyLimits } from "./limits";
import { fillAddress, fillBody, fillHeader, type Values } from "./template";

/** A request of a step with its values put in. */
export interface StepRequest {
  readonly method: JourneyStep["method"];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type Prepared =
  | { readonly ok: true; readonly request: StepRequest }
  | { readonly ok: false; readonly reason: string };

const contentTypes = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain; charset=utf-8",
} as const;

/** The request of a step, or why it cannot be made with the values that there are. */
export function prepareStep(step: JourneyStep, values: Values): Prepared {
  const url = fillAddress(step.url, values);
  if (!url.ok) return url;
  const headers: Record<string, string> = step.body === null ? {} : { "content-type": contentTypes[step.body.as] };
  for (const { name, value } of step.headers) {
    const filled = fillHeader(value, values);
    if (!filled.ok) return { ok: false, reason: `Header ${name}: ${filled.reason}` };
    headers[name.toLowerCase()] = filled.text;
  }
  const body = step.body === null ? null : fillBody(step.body.text, step.body.as, values);
  if (body && !body.ok) return { ok: false, reason: `Body: ${body.reason}` };
  return { ok: true, request: { method: step.method, url: url.text, headers, body: body?.text ?? null } };
}

export type StepResult =
  | { readonly ok: true; readonly values: Values }
  /** Every reason, not the first alone. */
  | { readonly ok: false; readonly reasons: readonly string[] };

/** Judge the answer to a step: every assertion must hold and every value that is taken must be there. */
export function judgeStep(step: JourneyStep, answer: Answer, values: Values, match: Match): StepResult {
  const reasons = step.assertions.flatMap((assertion) => failureOf(assertion, answer, match) ?? []);
  const saysStatus = step.assertions.some(({ of }) => of === "status");
  if (!saysStatus && (answer.status < 200 || answer.status > 299)) {
    reasons.unshift(`The status is ${answer.status}, which is no success.`);
  }
  const next = new Map(values);
  for (const taking of step.take) {
    const taken = takeFrom(taking, answer, match);
    if (taken === null || taken === "") reasons.push(`There is no value for ${taking.variable} at ${placeOf(taking)}.`);
    else if (taken.length > journeyLimits.valueCharacters) reasons.push(`The value of ${taking.variable} is too long.`);
    else next.set(taking.variable, taken);
  }
  return reasons.length > 0 ? { ok: false, reasons } : { ok: true, values: next };
}

function takeFrom(taking: Taking, answer: Answer, match: Match): string | null {
  switch (taking.from) {
    case "json":
      return textOf(valueAt(jsonOf(answer), taking.path));
    case "header":
      return headerOf(answer, taking.name);
    case "body": {
      const groups = match(taking.pattern, answer.body);
      return groups === null ? null : (groups[1] ?? groups[0] ?? null);
    }
    default:
      return assertNever(taking);
  }
}

function placeOf(taking: Taking): string {
  if (taking.from === "json") return taking.path;
  return taking.from === "header" ? `header ${taking.name}` : `the body's match of “${taking.pattern.slice(0, 80)}”`;
}

/** A text without the secrets in it, in whichever way they are written. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  // The longest first: a short secret may be part of a long one.
  for (const secret of secrets.toSorted((left, right) => right.length - left.length)) {
    for (const written of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]))
      clean = clean.replaceAll(written, "•••");
  }
  return clean;
}

/** The beginning of an answer as it may be kept: bounded, and without the secrets that came back in it. */
export function excerptOf(body: string, secrets: readonly string[]): string {
  return withoutSecrets(body, secrets)
    .slice(0, journeyLimits.excerptCharacters)
    .replaceAll(/[^\P{Cc}\n\r\t]/gu, "�")
    .toWellFormed();
}
