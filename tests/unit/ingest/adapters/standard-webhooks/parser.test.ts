import { expect, it } from "vitest";
import { parserOf } from "@/tests/support/signal-reading";
import { delivery, factsOf, idsOf, outcomeOf, sourceOf } from "@/tests/support/signals";

const deployment = {
  kind: "deployment",
  occurredAt: "2026-11-20T09:30:00Z",
  progress: "succeeded",
  service: "shop",
  environment: "prod",
  version: "1.2.0",
};
const read = (body: unknown) => parserOf("standard_webhooks").parse(delivery(body), sourceOf("standard_webhooks"));

it("a fact says the same alone, in a list, and as data of a message", () => {
  const message = { type: "deployment.finished", timestamp: "2026-11-20T09:30:01Z" };
  const answers = [deployment, [deployment], { ...message, data: deployment }, { ...message, data: [deployment] }];
  expect(new Set(answers.map((body) => String(idsOf(factsOf(read(body)))))).size).toBe(1);
});

it("facts are taken all or none, and each wrong one is named", () => {
  const parsed = read([deployment, { ...deployment, version: undefined }, { kind: "moon" }]);
  expect(parsed).toMatchObject({
    outcome: "wrong_shape",
    detail: expect.stringMatching(/\[1\] version: .*\[2\] kind: /s),
  });
});

it("none and too many are named", () => {
  expect(outcomeOf(read([]))).toBe("no_events");
  expect(outcomeOf(read(Array(1_001).fill(deployment)))).toBe("too_many_facts");
});
