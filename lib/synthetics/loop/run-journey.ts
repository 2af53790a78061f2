import { AppError } from "@/lib/kernel/app-error";
import type { OutboundResponse } from "@/lib/platform/http/outbound";
import type { Journey } from "../contract";
import type { Answer } from "../domain/answer";
import { excerptOf, judgeStep, prepareStep, withoutSecrets } from "../domain/journey";
import { journeyLimits } from "../domain/limits";
import type { Values } from "../domain/template";
import type { JourneyParts } from "../port";
import type { RunEnd } from "../run-store";

interface Given {
  readonly journey: Journey;
  /** Opened, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Make a journey once: each step after the one before it, until one fails or all are made. Never throws. What the service did is
 * passed or failed; what our own rules or a stop of the worker prevented is not run.
 */
export async function runJourney({ journey, secrets }: Given, parts: JourneyParts, stop: AbortSignal): Promise<RunEnd> {
  const startedMs = parts.monotonicMs();
  const hidden = Object.values(secrets);
  let values: Values = new Map(Object.entries(secrets).map(([name, value]) => [`secret.${name}`, value]));
  const stepMs: number[] = [];
  const end = (rest: Partial<RunEnd> & Pick<RunEnd, "outcome">): RunEnd => ({
    durationMs: Math.round(stepMs.reduce((sum, ms) => sum + ms, 0)),
    stepMs,
    failedStep: null,
    reason: null,
    excerpt: null,
    status: null,
    ...rest,
  });
  for (const [index, step] of journey.steps.entries()) {
    const failed = (reason: string, more: Partial<RunEnd> = {}): RunEnd =>
      end({ outcome: "failed", failedStep: index, reason: withoutSecrets(reason, hidden).slice(0, 1_000), ...more });
    const prepared = prepareStep(step, values);
    if (!prepared.ok) return failed(prepared.reason);
    const leftMs = journeyLimits.journeyDeadlineMs - (parts.monotonicMs() - startedMs);
    if (leftMs <= 0) return failed("The journey took longer than a minute.");
    const askedMs = parts.monotonicMs();
    const bounds = { timeoutMs: Math.min(step.deadlineMs, leftMs), maxBodyBytes: journeyLimits.answerBytes };
    const asked = await exchange(() => parts.ask(prepared.request, bounds, stop));
    const tookMs = parts.monotonicMs() - askedMs;
    if (stop.aborted) return end({ outcome: "not_run", reason: "The worker was stopped during it." });
    stepMs.push(tookMs);
    if (asked.kind === "prevented") return end({ outcome: "not_run", failedStep: index, reason: asked.reason });
    if (asked.kind === "failed") return failed(asked.reason);
    const answer = answerOf(asked.response);
    const judged = judgeStep(step, answer, values, parts.match);
    if (!judged.ok) {
      return failed(judged.reasons.join(" "), { status: answer.status, excerpt: excerptOf(answer.body, hidden) });
    }
    values = judged.values;
  }
  return end({ outcome: "passed" });
}

type Exchanged =
  | { readonly kind: "answered"; readonly response: OutboundResponse }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "prevented"; readonly reason: string };

/** Codes of refusals that our own policy makes: they say nothing of the service. */
const ownRefusals: ReadonlySet<string> = new Set([
  "address_blocked",
  "port_blocked",
  "scheme_blocked",
  "host_spelling",
]);

async function exchange(ask: () => Promise<OutboundResponse>): Promise<Exchanged> {
  try {
    return { kind: "answered", response: await ask() };
  } catch (error) {
    if (!(error instanceof AppError)) return { kind: "failed", reason: "The request failed." };
    const isOurs = error.code === "invalid_input" || error.reasons.some(({ code }) => ownRefusals.has(code));
    const reason = error.reasons[0]?.message ?? error.message;
    return isOurs ? { kind: "prevented", reason } : { kind: "failed", reason };
  }
}

function answerOf({ status, headers, body, durationMs }: OutboundResponse): Answer {
  return { status, headers, body: body.toString("utf8"), durationMs };
}
