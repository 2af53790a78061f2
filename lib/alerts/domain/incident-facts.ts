import type { Fact, IncidentFact } from "@/lib/ingest/domain/fact";
import type { Instant } from "@/lib/kernel/instant";
import type { AlarmMessage } from "./alarm-message";

interface Told {
  /** Subject of the incident. */
  readonly subjectKey: string;
  readonly message: Pick<
    AlarmMessage,
    "alarmId" | "title" | "sentence" | "lines" | "service" | "environment" | "links"
  >;
  readonly at: Instant;
}

function factOf({ subjectKey, message, at }: Told, what: IncidentFact["what"], more: Partial<IncidentFact>): Fact {
  return { kind: "incident", subjectKey, occurredAt: at, what, key: message.alarmId, ...more };
}

/** What an alarm that pages says of its incident when it opens it: what, where, and the arithmetic. */
export function openingFacts(told: Told): Fact[] {
  const { title, sentence, lines, service, environment, links } = told.message;
  const [url] = links;
  return [
    factOf(told, "triggered", {
      title,
      severity: "critical",
      detail: [sentence, ...lines].join(" "),
      ...(service ? { service } : {}),
      ...(environment ? { environment } : {}),
      ...(url ? { url: url.href } : {}),
    }),
  ];
}

export function acknowledgingFacts(told: Told, by: string, reason: string | null): Fact[] {
  return [factOf(told, "acknowledged", { by, ...(reason ? { detail: reason } : {}) })];
}

export function endingFacts(told: Told): Fact[] {
  return [factOf(told, "resolved", { detail: told.message.sentence })];
}
