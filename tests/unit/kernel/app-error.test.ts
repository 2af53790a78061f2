import { expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";

test("carries its code, its sentence and all its reasons", () => {
  const reasons = [{ code: "too_long", field: "slug", message: "Too long.", remedy: "Shorten it." }];
  const error = new AppError("invalid_input", { detail: "Correct: slug.", reasons, current: { revision: 2 } });
  expect(error).toMatchObject({ name: "AppError", code: "invalid_input", message: "Correct: slug.", reasons });
  expect(error.current).toEqual({ revision: 2 });
  expect(error).toBeInstanceOf(Error);
});

test("has no reasons unless some are given, and a cause only when there is one", () => {
  const bare = new AppError("not_found", { detail: "There is no such service." });
  expect(bare.reasons).toEqual([]);
  expect("cause" in bare).toBe(false);
  const cause = new Error("socket closed");
  expect(new AppError("upstream_failed", { detail: "It did not answer.", cause }).cause).toBe(cause);
});
