import { type Instant, instant } from "@/lib/kernel/instant";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { SlotName } from "@/lib/traffic/port";
import type { HttpJsonSourceConfig } from "../contract";
import { fillPointer, pointAt } from "../domain/json-pointer";
import { blind } from "../domain/prometheus-answer";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  EventsReading,
  EventsRequest,
  ScalarReading,
  SeriesCounts,
  TelemetrySource,
} from "../port";
import { askSource, parseJson } from "./source-http";

export interface HttpJsonSourceOptions {
  readonly config: HttpJsonSourceConfig;
  /** Shared; closed by its owner. */
  readonly http: OutboundClient;
  readonly bearerToken: string | null;
  /** The clock that documents without a time of their own are dated by. */
  readonly now: () => Instant;
}

interface FetchedDocument {
  readonly status: "fetched";
  readonly json: unknown;
  readonly sampledAt: Instant;
}

type NumberRead = { readonly status: "number"; readonly value: number } | Blind;

function numberAt(json: unknown, pointer: string): NumberRead {
  const found = pointAt(json, pointer);
  if (found === undefined || found === null) return blind("no_series", `The document has nothing at "${pointer}".`);
  if (typeof found === "number" && Number.isFinite(found)) return { status: "number", value: found };
  if (typeof found === "number" || /^[+-]?(nan|inf(inity)?)$/i.test(String(found))) {
    return blind("not_a_number", `"${pointer}" is ${String(found)}.`);
  }
  if (Array.isArray(found) && found.length > 1) {
    return blind("several_series", `"${pointer}" is a list of ${found.length}, not one number.`);
  }
  return blind(
    "wrong_shape",
    `"${pointer}" is ${Array.isArray(found) ? "a list" : `a ${typeof found}`}, not a number.`,
  );
}

function documentTime(json: unknown, sampledAt: NonNullable<HttpJsonSourceConfig["sampledAt"]>): Instant | Blind {
  const found = pointAt(json, sampledAt.pointer);
  const isIso = sampledAt.unit === "iso" && typeof found === "string";
  const factor = sampledAt.unit === "s" ? 1_000 : 1;
  const epochMs = isIso ? Date.parse(found) : typeof found === "number" ? found * factor : Number.NaN;
  if (sampledAt.unit === "iso" && !isIso) return blind("wrong_shape", `"${sampledAt.pointer}" is not a time.`);
  if (!Number.isFinite(epochMs)) return blind("wrong_shape", `"${sampledAt.pointer}" is not a time.`);
  return instant(Math.round(epochMs));
}

/** Any address that answers JSON: numbers by JSON pointer, and counters where the document has them per slot. */
export function createHttpJsonSource({ config, http, bearerToken, now }: HttpJsonSourceOptions): TelemetrySource {
  async function fetchDocument(signal: AbortSignal): Promise<FetchedDocument | Blind> {
    const request = { url: config.url, headers: { accept: "application/json" } };
    const response = await askSource(http, request, bearerToken, signal);
    if ("blind" in response) return response.blind;
    if (response.status >= 500) return blind("unreachable", `The source answered ${response.status}.`);
    if (response.status !== 200) return blind("query_error", `The source answered ${response.status}.`);
    const json = parseJson(response.body);
    if (json === undefined) return blind("wrong_shape", "The source did not answer JSON.");
    if (config.sampledAt === null) return { status: "fetched", json, sampledAt: now() };
    const sampledAt = documentTime(json, config.sampledAt);
    if (typeof sampledAt !== "number") return sampledAt;
    const ageMs = now() - sampledAt;
    if (ageMs > config.staleAfterMs) {
      return blind("stale", `The document is ${ageMs} ms old, more than ${config.staleAfterMs} ms.`);
    }
    return { status: "fetched", json, sampledAt };
  }

  function slotCounts(document: FetchedDocument, request: CountsRequest, slot: SlotName): SeriesCounts | Blind {
    const { counts } = config;
    if (counts === null) return blind("no_series", "This source has no counters, only single numbers.");
    const read = (template: string): NumberRead => {
      const pointer = fillPointer(template, request.selectors[slot]);
      if (pointer === null) return blind("query_error", `"${template}" names a label that slot ${slot} does not have.`);
      return numberAt(document.json, pointer);
    };
    const [requests, errors] = [read(counts.requests), read(counts.errors)];
    if (requests.status === "blind") return requests;
    if (errors.status === "blind") return errors;
    const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
    if (!isCount(requests.value) || !isCount(errors.value) || errors.value > requests.value) {
      return blind("wrong_shape", `Slot ${slot} counts ${errors.value} errors of ${requests.value} requests.`);
    }
    return { id: slot, requests: requests.value, errors: errors.value, latencyBuckets: null };
  }

  function countsOf(document: FetchedDocument, request: CountsRequest): CountsReading {
    const a = slotCounts(document, request, "a");
    if ("status" in a) return a;
    const b = slotCounts(document, request, "b");
    if ("status" in b) return b;
    return { status: "read", sampledAt: document.sampledAt, slots: { a: [a], b: [b] } };
  }

  function scalarOf(document: FetchedDocument, query: string): ScalarReading {
    const named = Object.hasOwn(config.values, query) ? config.values[query] : undefined;
    const pointer = named ?? (query.startsWith("/") ? query : null);
    if (pointer === null) {
      return blind("query_error", `"${query.slice(0, 100)}" is neither a value of this source nor a JSON pointer.`);
    }
    const read = numberAt(document.json, pointer);
    return read.status === "blind" ? read : { status: "read", sampledAt: document.sampledAt, value: read.value };
  }

  /** Two counters of the document, each by name or pointer. */
  function eventsOf(document: FetchedDocument, request: EventsRequest): EventsReading {
    const [good, total] = [scalarOf(document, request.good), scalarOf(document, request.total)];
    if (good.status === "blind") return good;
    if (total.status === "blind") return total;
    if (![good.value, total.value].every((value) => Number.isSafeInteger(value) && value >= 0))
      return blind("wrong_shape", `The counters are ${good.value} and ${total.value}, which are no counts.`);
    const counter = ({ value }: { readonly value: number }) => [{ id: "document", count: value }];
    return { status: "counters", sampledAt: document.sampledAt, good: counter(good), total: counter(total) };
  }

  async function readAll<Request extends { readonly key: string }, Reading>(
    requests: readonly Request[],
    signal: AbortSignal,
    read: (document: FetchedDocument, request: Request) => Reading,
  ): Promise<ReadonlyMap<string, Reading | Blind>> {
    if (requests.length === 0) return new Map();
    const document = await fetchDocument(signal);
    return new Map(
      requests.map((request) => [request.key, document.status === "blind" ? document : read(document, request)]),
    );
  }

  return {
    readCounts: (requests, signal) => readAll(requests, signal, countsOf),
    readEvents: (requests, signal) => readAll(requests, signal, eventsOf),
    readScalars: (requests, signal) => readAll(requests, signal, (document, { query }) => scalarOf(document, query)),
    close: () => Promise.resolve(),
  };
}
