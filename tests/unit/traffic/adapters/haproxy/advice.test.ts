import { expect, test } from "vitest";
import { adviceOf } from "@/lib/traffic/adapters/haproxy/advice";
import type { HaproxyTargetConfig } from "@/lib/traffic/contract";

const config: HaproxyTargetConfig = {
  kind: "haproxy",
  socket: "/s",
  backend: "shop",
  slots: { a: ["a1"], b: ["b1", "b2"] },
};

/** `show servers state` of HAProxy 2.6, cut to what is read: run-time weights differ from the configured ones. */
const state = (rows: readonly (readonly [name: string, configured: number, admin: number])[]): string =>
  [
    "1",
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight",
    ...rows.map(([name, configured, admin]) => `3 shop 1 ${name} 127.0.0.1 2 ${admin} 77 ${configured}`),
    "",
  ].join("\n");

const subjects = (rows: Parameters<typeof state>[0], more: Partial<Parameters<typeof adviceOf>[0]> = {}): string[] =>
  adviceOf({ config, liveSlot: "a", serversState: state(rows), fence: null, ...more }).map((one) => one.subject);

const safeRows = [
  ["a1", 100, 0],
  ["b1", 0, 0],
  ["b2", 0, 0],
] as const;

test("none is needed when only the live slot has configured weights", () => {
  expect(subjects(safeRows)).toEqual([]);
});

test("a weight of the slot that is not live is named with its server and what it would get", () => {
  const serversState = state([
    ["a1", 100, 0],
    ["b1", 0, 0],
    ["b2", 100, 0],
  ]);
  const [advice] = adviceOf({ config, liveSlot: "a", serversState, fence: null });
  expect(advice?.message).toContain("slot b, which is not live, 50 %");
  expect(advice?.remedy).toContain("b2");
  expect(advice?.remedy).not.toContain("b1");
});

test("a server that is configured as disabled takes no traffic after a reload, one in maintenance by hand does", () => {
  expect(
    subjects([
      ["a1", 100, 0],
      ["b1", 100, 5],
      ["b2", 0, 0],
    ]),
  ).toEqual([]);
  expect(
    subjects([
      ["a1", 100, 0],
      ["b1", 100, 1],
      ["b2", 0, 0],
    ]),
  ).toEqual(["Weights in haproxy.cfg"]);
});

test("nothing is said about what cannot be seen", () => {
  expect(subjects(safeRows, { serversState: "Permission denied" })).toEqual([]);
  expect(subjects([["b1", 100, 0]], { liveSlot: null })).toEqual([]);
});

test("a token with no fence behind it is told first", () => {
  expect(subjects(safeRows, { fence: "Unknown command" })).toEqual(["Fence"]);
  expect(subjects(safeRows, { fence: "refused token" })).toEqual(["Fence"]);
  expect(subjects(safeRows, { fence: "ok none" })).toEqual([]);
});
