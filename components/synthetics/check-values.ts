import type { CheckView, Journey, JourneyStep } from "@/lib/synthetics/contract";
import {
  readAssertions,
  readHeaders,
  readTakings,
  writeAssertions,
  writeHeaders,
  writeTakings,
} from "@/lib/synthetics/domain/step-lines";

/** A step as the form holds it: lists as lines of text. */
export interface StepValues {
  name: string;
  method: JourneyStep["method"];
  url: string;
  headerLines: string;
  bodyAs: "none" | "json" | "form" | "text";
  bodyText: string;
  assertionLines: string;
  takingLines: string;
  deadlineMs: number | string;
}

export interface CheckValues extends Record<string, unknown> {
  slug: string;
  name: string;
  service: string | null;
  environment: string | null;
  intervalMs: number;
  isAroundRollouts: boolean;
  journey: { steps: StepValues[] };
  /** Lines `name = value`; empty keeps what is stored. */
  secretLines: string;
}

export const emptyStep: StepValues = {
  name: "",
  method: "GET",
  url: "",
  headerLines: "",
  bodyAs: "none",
  bodyText: "",
  assertionLines: "status 200",
  takingLines: "",
  deadlineMs: 10_000,
};

/** What the form shows at first. */
export function valuesOf(check: CheckView | null): CheckValues {
  return {
    slug: check?.slug ?? "",
    name: check?.name ?? "",
    service: check?.service.slug ?? null,
    environment: check?.environment.slug ?? null,
    intervalMs: check?.intervalMs ?? 60_000,
    isAroundRollouts: check?.isAroundRollouts ?? true,
    journey: { steps: check?.journey.steps.map(stepValuesOf) ?? [emptyStep] },
    secretLines: "",
  };
}

function stepValuesOf(step: JourneyStep): StepValues {
  const { name, method, url, headers, body, assertions, take, deadlineMs } = step;
  return {
    name,
    method,
    url,
    headerLines: writeHeaders(headers),
    bodyAs: body?.as ?? "none",
    bodyText: body?.text ?? "",
    assertionLines: writeAssertions(assertions),
    takingLines: writeTakings(take),
    deadlineMs,
  };
}

/** Lines that cannot be read, by field of the form. */
export function lineErrors(values: CheckValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [index, step] of values.journey.steps.entries()) {
    const read = {
      headerLines: readHeaders(step.headerLines),
      assertionLines: readAssertions(step.assertionLines),
      takingLines: readTakings(step.takingLines),
    };
    for (const [field, lines] of Object.entries(read))
      if (!lines.ok) errors[`journey.steps.${index}.${field}`] = lines.error;
  }
  const secrets = secretsOf(values.secretLines);
  if (secrets === null) errors.secretLines = "Write one secret a line, as name = value.";
  return errors;
}

const itemsOf = <Item>(lines: { ok: true; items: Item[] } | { ok: false }): Item[] => (lines.ok ? lines.items : []);

/** The journey that the values say. The server checks it. */
export function journeyOf({ journey }: CheckValues): Journey {
  return {
    steps: journey.steps.map((step) => ({
      name: step.name,
      method: step.method,
      url: step.url.trim(),
      headers: itemsOf(readHeaders(step.headerLines)),
      body: step.bodyAs === "none" ? null : { as: step.bodyAs, text: step.bodyText },
      take: itemsOf(readTakings(step.takingLines)),
      assertions: itemsOf(readAssertions(step.assertionLines)),
      deadlineMs: step.deadlineMs as number,
    })),
  };
}

/** Secrets of lines `name = value`; null when a line is none. */
export function secretsOf(lines: string): { name: string; value: string }[] | null {
  const secrets: { name: string; value: string }[] = [];
  for (const line of lines.split("\n").filter((one) => one.trim() !== "")) {
    const found = /^\s*([A-Za-z0-9_]+)\s*=\s*(.+)$/.exec(line);
    if (!found) return null;
    secrets.push({ name: found[1] ?? "", value: found[2] ?? "" });
  }
  return secrets;
}
