import { assertNever } from "@/lib/kernel/assert";
import type { Assertion } from "../contract";
import { type Answer, headerOf, jsonOf, type Match } from "./answer";
import { textOf, valueAt } from "./json-path";

/** Why an assertion does not hold of an answer, in words; null when it holds. What is missing makes no assertion true. */
export function failureOf(assertion: Assertion, answer: Answer, match: Match): string | null {
  switch (assertion.of) {
    case "status":
      return assertion.isOneOf.includes(answer.status)
        ? null
        : `The status is ${answer.status}, not ${assertion.isOneOf.join(" or ")}.`;
    case "time":
      return answer.durationMs <= assertion.atMostMs
        ? null
        : `The answer took ${Math.ceil(answer.durationMs)} ms, more than ${assertion.atMostMs} ms.`;
    case "header":
      return compared(headerOf(answer, assertion.name), assertion, `header ${assertion.name}`, match);
    case "json":
      return compared(textOf(valueAt(jsonOf(answer), assertion.path)), assertion, `value at ${assertion.path}`, match);
    case "body":
      return bodyFailure(answer.body, assertion, match);
    default:
      return assertNever(assertion);
  }
}

interface Compared {
  readonly is: "equals" | "contains" | "matches";
  readonly value: string;
}

function compared(found: string | null, { is, value }: Compared, what: string, match: Match): string | null {
  if (found === null) return `There is no ${what}.`;
  const holds =
    is === "equals" ? found === value : is === "contains" ? found.includes(value) : match(value, found) !== null;
  if (holds) return null;
  const verb = { equals: "is not", contains: "does not contain", matches: "does not match" }[is];
  return `The ${what} ${verb} “${short(value)}”: it is “${short(found)}”.`;
}

function bodyFailure(
  body: string,
  { is, value }: { readonly is: "contains" | "matches" | "lacks"; readonly value: string },
  match: Match,
): string | null {
  // An empty body lacks everything, and that is not what anybody means.
  if (body === "") return "The answer has no body.";
  if (is === "matches") return match(value, body) ? null : `The body does not match “${short(value)}”.`;
  const isThere = body.includes(value);
  if (is === "lacks") return isThere ? `The body contains “${short(value)}”.` : null;
  return isThere ? null : `The body does not contain “${short(value)}”.`;
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
