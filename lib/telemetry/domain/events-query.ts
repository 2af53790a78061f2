import { instant } from "@/lib/kernel/instant";
import type { Blind, EventsReading, EventsRequest, SeriesCounter } from "../port";
import { blind, finiteNumber, type InstantAnswer, type Sample } from "./prometheus-answer";
import { isBareSelector } from "./promql-lexer";

/** Tells the parts of the combined answer apart. */
const part = "signalbox_part";

/**
 * One query for the counters of good and of all events and for when their samples were taken, all at one moment. Only selectors of counters
 * are asked: the age of a sample cannot be told behind a function, and differences of each series know when it began anew.
 */
export function eventsQuery({ good, total }: Pick<EventsRequest, "good" | "total">): string | Blind {
  const strange = [good, total].find((query) => !isBareSelector(query));
  if (strange !== undefined) {
    const detail = `“${strange.slice(0, 100)}” is not one selector of a counter such as orders_total{outcome="ok"}.`;
    return blind("query_error", detail);
  }
  const tagged = (expression: string, name: string) => `label_replace(${expression},"${part}","${name}","","")`;
  return [
    tagged(total, "total"),
    tagged(`max(timestamp(${total}))`, "total_at"),
    tagged(good, "good"),
    tagged(`max(timestamp(${good}))`, "good_at"),
  ].join(" or ");
}

/** The counters of an answer to `eventsQuery`. Samples older than `staleAfterMs` say nothing. */
export function eventsReading(answer: InstantAnswer, staleAfterMs: number): EventsReading {
  if (answer.type === "error") return blind("query_error", `Prometheus answered: ${answer.message}`);
  if (answer.type !== "vector") return blind("wrong_shape", "Prometheus did not answer a vector.");
  const of = (name: string) => answer.samples.filter(({ labels }) => labels[part] === name);
  for (const name of ["total", "good"]) {
    const fault = faultOf(name, of(name), of(`${name}_at`)[0], staleAfterMs);
    if (fault !== null) return fault;
  }
  const takenMs = ["total_at", "good_at"].map((name) => Number(of(name)[0]?.value) * 1_000);
  const [total, good] = [of("total").map(counterOf), of("good").map(counterOf)];
  if ([...total, ...good].some(({ count }) => !Number.isFinite(count) || count < 0))
    return blind("not_a_number", "A counter is not a number of events.");
  return { status: "counters", sampledAt: instant(Math.round(Math.min(...takenMs))), total, good };
}

function faultOf(
  name: string,
  samples: readonly Sample[],
  newest: Sample | undefined,
  staleAfterMs: number,
): Blind | null {
  if (samples.length === 0 || newest === undefined)
    return blind("no_series", `The query of ${name === "good" ? "good" : "all"} events found no series.`);
  const ageMs = Math.round(newest.evaluatedAt - Number(newest.value) * 1_000);
  if (ageMs <= staleAfterMs) return null;
  return blind("stale", `The newest sample is ${ageMs} ms old, more than ${staleAfterMs} ms.`);
}

function counterOf({ labels, value }: Sample): SeriesCounter {
  const { [part]: _part, ...own } = labels;
  const id = JSON.stringify(Object.entries(own).sort(([left], [right]) => (left < right ? -1 : 1)));
  return { id, count: Math.round(finiteNumber(value)) };
}
