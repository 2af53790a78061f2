import type { Pulse } from "@/lib/ingest/domain/source-pulse";
import type { Instant } from "@/lib/kernel/instant";

/** A source that has told of incidents of a service, as it is heard. */
export interface IncidentVoice {
  readonly name: string;
  readonly pulse: Pulse;
  readonly heardAt: Instant | null;
  /** It answers when it is asked. */
  readonly answers: boolean;
}

/** The sources of incidents of a service taken together. */
export interface IncidentSource {
  readonly heardAt: Instant | null;
  readonly isDark: boolean;
  /** Why it is dark, in words; null when it is not. */
  readonly why: string | null;
}

/** A source whose habits are not known yet counts as alive for so long after it was heard. */
const unknownHabitMs = 86_400_000;

/**
 * Whether silence about incidents means that there are none. A source is alive while it speaks as often as it usually does, or answers
 * when it is asked; one whose habits are not known, for a day after it spoke. One dark source among several makes all dark: what it does
 * not say is no good news. Null without any source.
 */
export function incidentSourceOf(voices: readonly IncidentVoice[], now: Instant): IncidentSource | null {
  if (voices.length === 0) return null;
  const silent = voices.find((voice) => !isAlive(voice, now));
  const heardAt = voices.reduce<Instant | null>((latest, one) => later(latest, one.heardAt), null);
  return {
    heardAt: silent ? silent.heardAt : heardAt,
    isDark: silent !== undefined,
    why: silent ? whyDark(silent) : null,
  };
}

function isAlive({ pulse, heardAt, answers }: IncidentVoice, now: Instant): boolean {
  if (answers || pulse.state === "live") return true;
  if (pulse.state === "silent" || heardAt === null) return false;
  return now - heardAt <= unknownHabitMs;
}

function whyDark({ name, pulse }: IncidentVoice): string {
  if (pulse.state !== "silent") return `${name} has gone silent, a source of incidents of this service.`;
  const [silent, usual] = [hours(pulse.silentMs), hours(pulse.usualIntervalMs)];
  return `${name} has been silent for ${silent}, although it usually speaks every ${usual}.`;
}

function hours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`;
}

function later(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
