import { describe, expect, test } from "vitest";
import { isFailure, refusalOf } from "@/lib/traffic/adapters/kubernetes/failure";

const call = {
  who: "The API server at https://10.0.0.1:6443",
  verb: "update",
  resource: "httproutes.gateway.networking.k8s.io",
  namespace: "shop",
  name: "checkout",
  retryAfterSeconds: null,
};
const named = JSON.stringify({ kind: "Status", message: "not found", details: { name: "checkout" } });

describe("what an API server refuses with", () => {
  test.each([
    [401, "", "unauthorized", /does not know our token/],
    [403, "", "forbidden", /does not let our token update httproutes\S+ in namespace shop/],
    [404, named, "object_unknown", /no httproutes\S+ "checkout" in namespace shop/],
    [404, "404 page not found", "kind_unknown", /does not know the kind httproutes/],
    [409, "", "conflict", /changed by somebody else/],
    [410, "", "gone", /no longer knows the version/],
    [422, '{"message":"spec.rules: too many"}', "invalid", /spec\.rules: too many/],
    [429, "", "throttled", /left alone for 1 s/],
    [503, "not JSON", "refused", /answered with status 503/],
  ])("%i %s is %s", (status, body, code, words) => {
    const error = refusalOf({ ...call, status, body });
    expect(error.message).toMatch(words);
    expect(isFailure(error, code as "conflict")).toBe(true);
    expect(error.reasons[0]?.remedy).toBeTruthy();
  });

  test("patience is as long as was asked for", () => {
    expect(refusalOf({ ...call, status: 429, body: "", retryAfterSeconds: 7 }).message).toMatch(/for 7 s/);
  });
});
