import { describe, expect, it } from "vitest";
import { ApiError, apiGet, toApiError } from "@/lib/platform/http/api-client";

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  (async () => new Response(body, { status, headers })) as typeof fetch;

describe("apiGet", () => {
  it("gives the body of a success", async () => {
    await expect(apiGet("/api/v1/x", { fetch: answer(200, '{"a":1}') })).resolves.toEqual({ a: 1 });
  });

  it("carries everything that a problem document says", async () => {
    const body = JSON.stringify({
      code: "rejected",
      title: "This cannot be done now",
      detail: "Frozen.",
      requestId: "r1",
      reasons: [{ code: "freeze", message: "Frozen.", remedy: "Wait." }, { nonsense: true }],
    });
    const error = await apiGet("/x", { fetch: answer(422, body) }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "rejected",
      status: 422,
      detail: "Frozen.",
      requestId: "r1",
      isRetryable: false,
    });
    expect((error as ApiError).reasons).toEqual([{ code: "freeze", message: "Frozen.", remedy: "Wait." }]);
  });

  it.each([
    [502, "<html>Bad gateway</html>", "upstream_failed"],
    [418, "", "invalid_input"],
    [599, "{}", "internal"],
  ])("makes sense of a %d that is no problem document", async (status, body, code) => {
    const error = await apiGet("/x", { fetch: answer(status, body, { "x-request-id": "r2" }) }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code, status, requestId: "r2" });
  });

  it("says that nothing answered when nothing did", async () => {
    const dead = (async () => {
      throw new TypeError("fetch failed");
    }) as typeof fetch;
    const error = await apiGet("/x", { fetch: dead }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "unavailable", requestId: null, isRetryable: true });
  });

  it("lets a cancelled request be a cancelled request", async () => {
    const abort = new AbortController();
    abort.abort();
    const cancelled = (async () => {
      throw new DOMException("aborted", "AbortError");
    }) as typeof fetch;
    await expect(apiGet("/x", { fetch: cancelled, signal: abort.signal })).rejects.toHaveProperty("name", "AbortError");
  });
});

describe("toApiError", () => {
  it("does not believe codes that are not in the catalogue", () => {
    expect(toApiError({ code: "constructor" }, 404, null).code).toBe("not_found");
  });
});
