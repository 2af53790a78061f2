import { describe, expect, it } from "vitest";
import { nextVersion } from "@/lib/demo/domain/next-version";

describe("the number of the next build", () => {
  it.each([
    [[], "1.0.0"],
    [["1.0.0"], "1.1.0"],
    [["1.9.0", "1.10.0", "1.2.0"], "1.11.0"],
    [["2.0.3", "1.40.0"], "2.1.0"],
    [["nightly", "1.3.0-rc1", "v9.9.9", "1.2.0"], "1.3.0"],
    [["nightly"], "1.0.0"],
  ])("after %j it is %s", (known, next) => {
    expect(nextVersion(known)).toBe(next);
  });
});
