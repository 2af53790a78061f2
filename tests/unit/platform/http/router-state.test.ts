import { expect, it } from "vitest";
import { isRouterState } from "@/lib/platform/http/router-state";

/* Goal: what the framework can read goes on, and what it would end in an error for does not (row 26). */

const encoded = (state: unknown): string => encodeURIComponent(JSON.stringify(state));

it.each([
  ["the whole page", ["", {}, null, null, 16]],
  [
    "a page",
    ["", { children: ["(console)", { children: ["services", { children: ["__PAGE__", {}] }] }] }, null, null, 16],
  ],
  ["a parameter", ["", { children: [["slug", "basket", "d", null], { children: ["__PAGE__", {}, null, "refetch"] }] }]],
  ["a refreshed segment", ["", {}, ["/services", "?a=b"], "inside-shared-layout"]],
])("%s is read", (_what, state) => {
  expect(isRouterState(encoded(state))).toBe(true);
});

it.each([
  ["no JSON", "garbage"],
  ["no text", "%ff"],
  ["an object", encoded({})],
  ["too short", encoded([""])],
  ["children that are no tree", encoded(["", { children: 1 }])],
  ["an unknown kind of parameter", encoded(["", { children: [["slug", "x", "zz", null], {}] }])],
  ["an unknown mark", encoded(["", {}, null, "reload"])],
  ["too many parts", encoded(["", {}, null, null, 1, "a", "b"])],
  ["endless brackets", encodeURIComponent("[".repeat(2_000))],
  ["a state that is too long", encoded(["x".repeat(9_000), {}])],
])("%s is not", (_what, header) => {
  expect(isRouterState(header)).toBe(false);
});
