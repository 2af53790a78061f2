import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { callOutbound, parseAnswer, refuseStatus } from "@/lib/traffic/adapters/outbound-call";

const call = {
  who: "The edge at http://edge",
  url: "http://edge/targets/shop",
  init: { method: "GET" as const, headers: {} },
  deadlineMs: 1_000,
};
const open = new AbortController().signal;

async function failureOf(run: () => unknown): Promise<AppError> {
  const error = await Promise.resolve()
    .then(run)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe("calls to other people's addresses", () => {
  test("that fail name the system's reason and a remedy", async () => {
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const error = await failureOf(() =>
      callOutbound(() => Promise.reject(new TypeError("fetch failed", { cause })), call, open),
    );
    expect(error.code).toBe("upstream_failed");
    expect(error.message).toContain("The edge at http://edge cannot be reached (ECONNREFUSED)");
    expect(error.reasons[0]).toMatchObject({ code: "unreachable", remedy: expect.any(String) });
  });

  test("to a forbidden address are failures of the target, with the reasons kept", async () => {
    const refused = new AppError("invalid_input", { detail: "Not this one.", reasons: [{ code: "x", message: "y" }] });
    const error = await failureOf(() => callOutbound(() => Promise.reject(refused), call, open));
    expect([error.code, error.message, error.reasons[0]?.code]).toEqual(["upstream_failed", "Not this one.", "x"]);
  });

  test("that were given up before they began are not made", async () => {
    let made = 0;
    const error = await failureOf(() =>
      callOutbound(
        async () => {
          made += 1;
          return new Response("");
        },
        call,
        AbortSignal.abort(),
      ),
    );
    expect([error.code, made]).toEqual(["upstream_timeout", 0]);
  });

  test.each([
    [401, "unauthorized"],
    [404, "service_unknown"],
    [409, "fenced"],
    [500, "refused"],
    [302, "refused"],
  ])("status %i is %s", async (status, reason) => {
    const error = await failureOf(() => refuseStatus("The edge", { status, text: "" }));
    expect(error.reasons[0]?.code).toBe(reason);
  });

  test("an answer of another shape names the place", async () => {
    const schema = z.object({ slots: z.object({ a: z.number() }) });
    expect(parseAnswer("It", schema, { status: 200, text: '{"slots":{"a":1}}' })).toEqual({ slots: { a: 1 } });
    const wrong = await failureOf(() => parseAnswer("It", schema, { status: 200, text: '{"slots":{"a":"x"}}' }));
    expect(wrong.message).toContain("slots.a");
    const noJson = await failureOf(() => parseAnswer("It", schema, { status: 200, text: "<html>" }));
    expect(noJson.reasons[0]?.code).toBe("answer_garbled");
  });
});
