import type { EventSourceConfig, EventSourceView, SignalKind } from "@/lib/ingest/contract";

/** What the form of an event source holds. */
export interface SignalSourceValues extends Record<string, unknown> {
  slug: string;
  name: string;
  kind: SignalKind;
  secret: string;
  isEnabled: boolean;
  /** JSON as typed. */
  settings: string;
  maxBodyKib: number | string;
  isPolled: boolean;
  everyMinutes: number | string;
  pollToken: string;
}

export const emptySource: SignalSourceValues = {
  slug: "",
  name: "",
  kind: "github",
  secret: "",
  isEnabled: true,
  settings: "{}",
  maxBodyKib: 1_024,
  isPolled: false,
  everyMinutes: 15,
  pollToken: "",
};

/** A source as its form shows it. */
export function valuesOf(source: EventSourceView): SignalSourceValues {
  const { config } = source;
  return {
    ...emptySource,
    slug: source.slug,
    name: source.name,
    kind: source.kind,
    isEnabled: source.isEnabled,
    settings: JSON.stringify(config.settings, null, 2),
    maxBodyKib: Math.round(config.maxBodyBytes / 1_024),
    isPolled: config.polling !== null,
    everyMinutes: config.polling?.everyMinutes ?? 15,
  };
}

/** The configuration to send. Settings that are no JSON are sent as they are, so that the answer names the field. */
export function configOf(values: SignalSourceValues, before?: EventSourceConfig): EventSourceConfig {
  const number = (value: number | string): number => (value === "" ? Number.NaN : Number(value));
  return {
    maxBodyBytes: number(values.maxBodyKib) * 1_024,
    settings: parsed(values.settings) as EventSourceConfig["settings"],
    polling: values.isPolled
      ? { everyMinutes: number(values.everyMinutes), lookbackDays: before?.polling?.lookbackDays ?? 7 }
      : null,
  };
}

function parsed(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
