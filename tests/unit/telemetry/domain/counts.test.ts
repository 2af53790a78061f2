import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { countsReadings } from "@/lib/telemetry/domain/counts-answer";
import { type CountsShape, planCounts, planOf } from "@/lib/telemetry/domain/counts-query";
import type { InstantAnswer, Sample } from "@/lib/telemetry/domain/prometheus-answer";
import { slotSelector } from "@/lib/telemetry/domain/selector";
import type { CountsRead, CountsRequest } from "@/lib/telemetry/port";
import { promqlTokens } from "@/tests/support/promql-oracle";

const shape: CountsShape = {
  requestMetric: "http_requests_total",
  errorLabel: "code",
  errorRegex: "5..",
  durationMetric: "http_request_duration_seconds",
  durationUnitMs: 1_000,
  instanceLabel: "instance",
  staleAfterMs: 15_000,
  absentSlot: "blind",
};
const evaluatedAt = instant(1_700_000_000_000);

function request(key: string, service: string): CountsRequest {
  return { key, selectors: { a: { service, version: "1" }, b: { service, version: "2" } } };
}

type Tags = Readonly<Record<string, string>>;
const sample = (labels: Tags, value: number | string): Sample => ({ labels, evaluatedAt, value: String(value) });

/** A healthy slot: 10 requests, 1 error, two buckets, sampled one second ago. */
function slotSamples(service: string, version: string, instance = "i1"): Sample[] {
  const slot = { service, version };
  const series = { ...slot, instance };
  return [
    sample({ ...series, signalbox_part: "r0" }, 10),
    sample({ ...series, signalbox_part: "e0" }, 1),
    sample({ ...series, le: "+Inf" }, 10),
    sample({ ...series, le: "0.035" }, 4),
    sample({ ...slot, signalbox_part: "t0" }, (evaluatedAt - 1_000) / 1_000),
    sample({ ...slot, signalbox_part: "u0" }, 1),
  ];
}

const both = [...slotSamples("s", "1"), ...slotSamples("s", "2")];
const vector = (samples: readonly Sample[]): InstantAnswer => ({ type: "vector", samples });
const read = (answer: InstantAnswer, of: CountsShape = shape) =>
  countsReadings(planOf([request("k", "s")], of), answer, of).get("k");
/** The healthy answer with the value of some samples changed. */
const changed = (matches: (labels: Tags) => boolean, value: number | string): InstantAnswer =>
  vector(both.map((entry) => (matches(entry.labels) ? { ...entry, value: String(value) } : entry)));
const without = (matches: (labels: Tags) => boolean): InstantAnswer =>
  vector(both.filter(({ labels }) => !matches(labels)));
const part = (letter: string) => (labels: Tags) =>
  labels.version === "2" && (letter === "b" ? labels.le !== undefined : labels.signalbox_part === `${letter}0`);

describe("planCounts", () => {
  test("groups requests of the same label names into one query", () => {
    const requests = Array.from({ length: 1_500 }, (_, index) => request(`k${index}`, `s${index}`));
    const { plans, refused } = planCounts(requests, shape);
    expect(plans.map((plan) => plan.requests.length)).toEqual([600, 600, 300]);
    expect(refused.size).toBe(0);
    const strings = promqlTokens(plans[0]?.query ?? "").filter((token) => token.kind === "string");
    // Two matchers in each of five parts, a third for errors, and four arguments of label_replace in all but the buckets.
    expect(strings.length).toBe(5 * 2 + 1 + 4 * 4);
  });

  test("starts a new query when the values grow long", () => {
    const requests = Array.from({ length: 10 }, (_, index) => request(`k${index}`, "x".repeat(100)));
    const { plans } = planCounts(requests, shape, { maxRequests: 100, maxValueChars: 450 });
    expect(plans.map((plan) => plan.requests.length)).toEqual([2, 2, 2, 2, 2]);
  });

  test("keeps different label names apart in the same query", () => {
    const odd: CountsRequest = { key: "odd", selectors: { a: { pod: "x" }, b: { service: "s", version: "2" } } };
    const { plans } = planCounts([request("k", "s"), odd], shape);
    expect(plans.map(({ labelSets }) => labelSets)).toEqual([[["service", "version"], ["pod"]]]);
  });

  test.each([
    [{}, "no label"],
    [{ version: "" }, "no value"],
    [{ "a-b": "1" }, "cannot be used"],
    [{ 'x="1"} or up{y': "1" }, "cannot be used"],
    [{ le: "1" }, "cannot be used"],
    [{ instance: "1" }, "cannot be used"],
    [{ __name__: "up" }, "cannot be used"],
    [{ signalbox_part: "r0" }, "cannot be used"],
    [{ version: "\ud800" }, "not valid text"],
  ])("refuses to ask with %j", (selector, words) => {
    const bad: CountsRequest = { key: "bad", selectors: { a: { version: "1" }, b: selector } };
    const { plans, refused } = planCounts([bad, request("k", "s")], shape);
    expect(refused.get("bad")).toMatchObject({ cause: "query_error", detail: expect.stringContaining(words) });
    expect(plans[0]?.requests.map(({ key }) => key)).toEqual(["k"]);
  });
});

describe("countsReadings", () => {
  test("reads counters, errors, buckets and the time of the sample", () => {
    const series = {
      id: "i1",
      requests: 10,
      errors: 1,
      latencyBuckets: [
        { upperBoundMs: 35, count: 4 },
        { upperBoundMs: Number.POSITIVE_INFINITY, count: 10 },
      ],
    };
    expect(read(vector(both))).toEqual({
      status: "read",
      sampledAt: evaluatedAt - 1_000,
      slots: { a: [series], b: [series] },
    });
  });

  test("drops combinations that nobody asked for", () => {
    const plan = planOf([request("one", "s1"), request("two", "s2")], shape);
    const samples = ["s1", "s2"].flatMap((service) =>
      ["1", "2", "3"].flatMap((version) => slotSamples(service, version)),
    );
    const readings = countsReadings(plan, vector([...samples, ...slotSamples("s3", "1")]), shape);
    expect([...readings.keys()]).toEqual(["one", "two"]);
    expect((readings.get("one") as CountsRead).slots.a.length).toBe(1);
  });

  test("keeps instances apart, ordered by name", () => {
    const samples = [...slotSamples("s", "1", "z"), ...slotSamples("s", "1", "a"), ...slotSamples("s", "2")];
    const reading = read(vector(samples)) as CountsRead;
    expect(reading.slots.a.map(({ id }) => id)).toEqual(["a", "z"]);
  });

  test("no error series means no errors, no bucket series no histogram", () => {
    const reading = read(without(({ signalbox_part: tag }) => tag === "e0" || tag === undefined)) as CountsRead;
    expect(reading.slots.b[0]).toEqual({ id: "i1", requests: 10, errors: 0, latencyBuckets: null });
  });

  test("the slot that is further behind gives the time", () => {
    const reading = read(changed(part("t"), (evaluatedAt - 9_000) / 1_000)) as CountsRead;
    expect(reading.sampledAt).toBe(evaluatedAt - 9_000);
  });

  test.each([
    ["no_series", without(({ version }) => version === "2")],
    ["no_series", vector([])],
    ["no_series", without(part("r"))],
    ["target_down", changed(part("u"), 0)],
    ["stale", changed(part("t"), (evaluatedAt - 15_001) / 1_000)],
    ["not_a_number", changed(part("r"), "NaN")],
    ["not_a_number", changed(part("r"), "+Inf")],
    ["not_a_number", changed(part("e"), "NaN")],
    ["not_a_number", changed(part("b"), "NaN")],
    ["wrong_shape", changed(part("r"), 10.5)],
    ["wrong_shape", changed(part("r"), -1)],
    ["wrong_shape", changed(part("e"), 11)],
    ["wrong_shape", changed((labels) => part("b")(labels) && labels.le === "+Inf", 3)],
    ["wrong_shape", without((labels) => part("b")(labels) && labels.le === "+Inf")],
    ["wrong_shape", { type: "scalar", evaluatedAt, value: "1" }],
    ["wrong_shape", { type: "other", found: "a matrix" }],
    ["query_error", { type: "error", errorType: "bad_data", message: "unknown function" }],
  ] as const)("%s", (cause, answer) => {
    expect(read(answer)).toMatchObject({ status: "blind", cause });
  });

  test("names the slot and its labels", () => {
    expect(read(without(({ version }) => version === "2"))).toMatchObject({
      detail: expect.stringContaining('Slot b {service="s", version="2"}: http_requests_total has no series'),
    });
  });

  test("a slot that is up and silent counts as zero only when asked to, and only beside a slot with series", () => {
    const lenient: CountsShape = { ...shape, absentSlot: "zero_when_up" };
    const silent = (labels: Tags): boolean => labels.version === "2" && labels.signalbox_part !== "u0";
    expect(read(without(silent))).toMatchObject({
      cause: "no_series",
      detail: expect.stringContaining("targets are up"),
    });
    expect(read(without(silent), lenient)).toMatchObject({ status: "read", slots: { b: [] } });
    expect(
      read(
        without(({ version }) => version === "2"),
        lenient,
      ),
    ).toMatchObject({ cause: "no_series" });
    expect(
      read(
        without(({ signalbox_part: tag }) => tag !== "u0"),
        lenient,
      ),
    ).toMatchObject({ cause: "no_series" });
  });
});

test("slotSelector leaves out what the metrics do not carry", () => {
  const facts = { service: "shop", environment: "prod", version: "1", slot: "a" };
  const labels = { service: "app", environment: null, version: "version", slot: null };
  expect(slotSelector(labels, facts)).toEqual({ app: "shop", version: "1" });
});
