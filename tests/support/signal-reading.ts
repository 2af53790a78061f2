import { vendorParsers } from "@/lib/ingest/adapters/parsers";
import type { Parsed, SignalParser } from "@/lib/ingest/port";
import type { Sample } from "./signal-samples";
import { delivery, sourceOf } from "./signals";

export function parserOf(kind: string): SignalParser {
  const parser = vendorParsers.find((one) => one.kind === kind);
  if (!parser) throw new Error(`no parser of ${kind}`);
  return parser;
}

/** What the sample's parser makes of it; of `body` in its stead, when given. */
export function readSample(sample: Sample, body: unknown = sample.body): Parsed {
  return parserOf(sample.kind).parse(delivery(body, sample.headers), sourceOf(sample.kind, sample.config));
}

export function sampleNamed(samples: readonly Sample[], name: string, kind?: string): Sample {
  const found = samples.find((one) => one.name === name && (kind === undefined || one.kind === kind));
  if (!found) throw new Error(`no sample ${name}`);
  return found;
}
