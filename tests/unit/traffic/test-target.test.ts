import { expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { TrafficTarget } from "@/lib/traffic/port";
import { testTarget } from "@/lib/traffic/test-target";
import { showing } from "@/tests/support/rollout-fixtures";

const outbound = {} as OutboundClient;
const seen = showing({ epoch: 3, sharePercent: { a: 90, b: 10 }, closed: [] }, instant(0));
const plane: TrafficTarget = { observe: async () => seen, apply: async () => undefined, close: async () => undefined };
const given = { target: plane, health: null, liveSlot: "a" as const, outbound };

test("says the split, and whether the data plane refuses older writes", async () => {
  const hold = { remainingMs: 900, fired: false };
  const target = { ...plane, observe: async () => ({ ...seen, hold }) };
  expect(await testTarget({ ...given, target })).toMatchObject({
    ok: true,
    findings: [{ subject: "Data plane", message: expect.stringContaining("slot b: 10 %"), remedy: null }],
    fence: { kind: "native", hold },
  });
});

test("takes advice for warnings: the connection works all the same", async () => {
  const advice = { subject: "Weights in haproxy.cfg", message: "They are not safe.", remedy: "Write others." };
  const target = { ...plane, advise: async () => [advice] };
  const { ok, findings } = await testTarget({ ...given, target });
  expect([ok, findings.at(-1)]).toEqual([true, { ...advice, ok: true }]);
});

test("knows nothing of the fence when the data plane does not answer", async () => {
  const silent = async () => {
    throw new AppError("upstream_timeout", {
      detail: "No answer.",
      reasons: [{ code: "x", message: "m", remedy: "r" }],
    });
  };
  expect(await testTarget({ ...given, target: { ...plane, observe: silent } })).toMatchObject({
    ok: false,
    findings: [{ ok: false, message: "No answer.", remedy: "r" }],
    fence: null,
  });
});
