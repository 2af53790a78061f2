import type { Reason } from "@/lib/kernel/result";
import type { Journey, JourneyStep } from "../contract";
import { hasBrokenPlaceholder, namesIn, originOf } from "./template";

type IsPattern = (pattern: string) => boolean;

/**
 * Every reason why a journey cannot do what it says: values used before they are taken, secrets that are not there or stand in an
 * address, patterns that cannot be read, bodies where none is sent.
 */
export function reasonsAgainst(journey: Journey, secretNames: readonly string[], isPattern: IsPattern): Reason[] {
  const known = new Set(secretNames.map((name) => `secret.${name}`));
  return journey.steps.flatMap((step, index) => {
    const field = `journey.steps.${index}`;
    const reasons = [
      ...usedIn(step).flatMap(({ part, text }) => unknownNames(text, known, `${field}.${part}`)),
      ...bodyReasons(step, field),
      ...patternReasons(step, field, isPattern),
    ];
    for (const { variable } of step.take) known.add(variable);
    return reasons;
  });
}

function usedIn(step: JourneyStep): { part: string; text: string }[] {
  return [
    { part: "url", text: step.url },
    ...step.headers.map(({ value }, index) => ({ part: `headers.${index}.value`, text: value })),
    ...(step.body ? [{ part: "body.text", text: step.body.text }] : []),
  ];
}

function unknownNames(text: string, known: ReadonlySet<string>, field: string): Reason[] {
  const reasons: Reason[] = [...new Set(namesIn(text))]
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: "unknown_variable",
      field,
      message: `There is no value for {{${name}}} before this step.`,
      remedy: name.startsWith("secret.")
        ? "Add a secret of this name."
        : "Take it from the answer of an earlier step, or correct the name.",
    }));
  if (field.endsWith(".url") && namesIn(text).some((name) => name.startsWith("secret."))) {
    reasons.push({
      code: "secret_in_address",
      field,
      message: "An address holds a secret; addresses end up in logs of others.",
      remedy: "Send the secret in a header or in the body.",
    });
  }
  if (hasBrokenPlaceholder(text)) {
    reasons.push({
      code: "broken_variable",
      field,
      message: "There are double braces that are no variable.",
      remedy: "Write variables as {{name}}.",
    });
  }
  return reasons;
}

function bodyReasons({ method, body }: JourneyStep, field: string): Reason[] {
  if (body === null || (method !== "GET" && method !== "HEAD")) return [];
  const message = `${method} sends no body.`;
  return [{ code: "no_body_here", field: `${field}.body`, message, remedy: "Choose POST, or take the body away." }];
}

function patternReasons(step: JourneyStep, field: string, isPattern: IsPattern): Reason[] {
  const patterns = [
    ...step.take.flatMap((one, index) =>
      one.from === "body" ? [{ at: `take.${index}.pattern`, pattern: one.pattern }] : [],
    ),
    ...step.assertions.flatMap((one, index) =>
      "is" in one && one.is === "matches" ? [{ at: `assertions.${index}.value`, pattern: one.value }] : [],
    ),
  ];
  return patterns
    .filter(({ pattern }) => !isPattern(pattern))
    .map(({ at }) => ({
      code: "bad_pattern",
      field: `${field}.${at}`,
      message: "This pattern cannot be read.",
      remedy: "Use RE2 syntax: no look-around, no back-references.",
    }));
}

/** The origins that a journey asks, sorted. Its secrets are bound to them. */
export function originsOf(journey: Journey): readonly string[] {
  return [...new Set(journey.steps.map(({ url }) => new URL(originOf(url)).origin))].sort();
}

/** The host whose slowness a run waits for first: what a bulkhead counts by. */
export function hostOf(journey: Journey): string {
  return new URL(originOf(journey.steps[0]?.url ?? "")).host;
}
