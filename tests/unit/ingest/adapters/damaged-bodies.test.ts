import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalFact } from "@/lib/ingest/domain/fact-identity";
import type { Parsed } from "@/lib/ingest/port";
import { unstorablePath } from "@/lib/platform/storable";
import { allSamples } from "@/tests/support/all-samples";
import { githubCorpus } from "@/tests/support/github-corpus";
import { runs } from "@/tests/support/runs";
import { parserOf, readSample } from "@/tests/support/signal-reading";
import type { Sample } from "@/tests/support/signal-samples";
import { delivery, idsOf, outcomeOf, sourceOf } from "@/tests/support/signals";

const sent: readonly Sample[] = githubCorpus(["github.com"])
  .filter(({ name, at }) => at < 2 && /^(push|pull_request|deployment|workflow|issues|release)/.test(name))
  .map(({ name, body }) => ({ kind: "github", name, headers: { "x-github-event": name }, config: {}, body }));
const samples = [...allSamples, ...sent];

/** Every outcome has a name, and whatever is told can be stored. */
function expectNamed(parsed: Parsed): void {
  if (parsed.kind !== "facts") {
    expect(parsed.outcome).toMatch(/^[a-z][a-z0-9_]{2,60}$/);
    expect(unstorablePath(parsed)).toBeNull();
    return;
  }
  expect(parsed.facts.length).toBeGreaterThan(0);
  for (const fact of parsed.facts) {
    expect(unstorablePath(JSON.parse(canonicalFact(fact)))).toBeNull();
    expect(Number.isSafeInteger(fact.occurredAt)).toBe(true);
    expect(fact.subjectKey.length).toBeLessThan(1_000);
  }
}

function bytesOf(sample: Sample): Buffer {
  return Buffer.from(JSON.stringify(sample.body));
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((one, at) => (at === first ? replaced(one, rest, by) : one));
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => [key, key === first ? replaced(one, rest, by) : one]),
  );
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, reversed(one)]),
  );
}

function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withMore(one)]));
  return { ...inner, field_of_next_year: { deep: [1, null, "x"] } };
}

const strange: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  "",
  "x",
  "\0",
  "\ud800",
  true,
  [],
  {},
  [[]],
  "9".repeat(400),
  "__proto__",
];

const oneSample = fc.constantFrom(...samples);

describe("a damaged body", () => {
  it("cut anywhere is refused or read, by name", () => {
    fc.assert(
      fc.property(oneSample, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
        const bytes = bytesOf(sample);
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        const parsed = readSample(sample, cut);
        expectNamed(parsed);
        if (cut.length < bytes.length) expect(parsed.kind).not.toBe("facts");
      }),
      runs(50),
    );
  });

  it("with flipped bits is refused or read, by name", () => {
    fc.assert(
      fc.property(oneSample, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (sample, flips) => {
        const bytes = bytesOf(sample);
        for (const flip of flips) {
          const at = flip % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << (flip % 8));
        }
        expectNamed(readSample(sample, bytes));
      }),
      runs(50),
    );
  });

  it("with one value of another kind is refused or read, by name, and names the field", () => {
    fc.assert(
      fc.property(fc.constantFrom(...allSamples), fc.nat(), fc.constantFrom(...strange), (sample, pick, value) => {
        const paths = pathsOf(sample.body);
        const path = paths[pick % paths.length] ?? [];
        const parsed = readSample(sample, JSON.stringify(replaced(sample.body, path, value)));
        expectNamed(parsed);
        if (parsed.kind === "malformed" && parsed.outcome === "wrong_shape") expect(parsed.detail).toMatch(/\w.*: \S/);
      }),
      runs(100),
    );
  });

  it("of any bytes or any JSON at all is refused or ignored, by name", () => {
    fc.assert(
      fc.property(oneSample, fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json()), (sample, body) => {
        expectNamed(readSample(sample, body));
      }),
      runs(75),
    );
  });
});

describe("a body that is right all the same", () => {
  it.each(samples.map((sample) => [`${sample.kind} ${sample.name}`, sample] as const))(
    "of %s says the same with a byte-order mark, other order and new fields",
    (_, sample) => {
      const plain = readSample(sample);
      const others = [
        readSample(sample, `\ufeff${JSON.stringify(sample.body)}`),
        readSample(sample, JSON.stringify(reversed(sample.body), null, 2)),
        readSample(sample, withMore(sample.body)),
      ];
      for (const other of others) {
        expect(outcomeOf(other)).toBe(outcomeOf(plain));
        if (plain.kind === "facts" && other.kind === "facts") expect(idsOf(other.facts)).toEqual(idsOf(plain.facts));
      }
    },
  );

  it.each(
    allSamples
      .filter(({ name }) => name !== "FINALIZED")
      .map((sample) => [`${sample.kind} ${sample.name}`, sample] as const),
  )("of %s tells facts", (_, sample) => {
    const parsed = readSample(sample);
    expectNamed(parsed);
    expect(outcomeOf(parsed)).toBe("facts");
  });
});

const noBodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  "",
  "   ",
  Uint8Array.from([0xff, 0xfe, 0x7b]),
  "{",
  "null",
  "[]",
  '"x"',
  "1",
  "[".repeat(50_000),
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  JSON.stringify({ a: "x".repeat(900_000) }),
];

describe("a body of another kind", () => {
  const kinds = [...new Set(allSamples.map(({ kind }) => kind)), "cdevents", "cloudevents", "standard_webhooks"];

  it.each(kinds)("is never taken for one of %s", (kind) => {
    const parser = parserOf(kind);
    for (const sample of allSamples.filter(
      (one) => one.kind !== kind && !(/alertmanager|grafana/.test(kind) && /alertmanager|grafana/.test(one.kind)),
    )) {
      const headers: Record<string, string> = kind === "github" ? { "x-github-event": "push" } : {};
      const parsed = parser.parse(delivery(sample.body, headers), sourceOf(kind));
      expectNamed(parsed);
      expect(parsed.kind).not.toBe("facts");
    }
  });

  it.each(kinds)("is refused by %s when it is empty, not text, not JSON, not an object, deep or huge", (kind) => {
    const parser = parserOf(kind);
    for (const body of noBodies) {
      const headers: Record<string, string> = kind === "github" ? { "x-github-event": "push" } : {};
      const parsed = parser.parse(delivery(body, headers), sourceOf(kind));
      expectNamed(parsed);
      expect(parsed.kind).not.toBe("facts");
      expect(() => parser.senderId(delivery(body, headers))).not.toThrow();
    }
  });

  it.each(kinds.filter((kind) => kind !== "standard_webhooks"))(
    "of %s with settings that cannot be read is kept for later",
    (kind) => {
      const headers: Record<string, string> = kind === "github" ? { "x-github-event": "push" } : {};
      const parsed = parserOf(kind).parse(delivery({}, headers), sourceOf(kind, { deployments: "all", nonsense: 1 }));
      expect(outcomeOf(parsed)).toBe("bad_settings");
    },
  );
});
