import { describe, expect, it } from "vitest";
import * as limits from "@/lib/identity/domain/limits";

describe("bounds of identity", () => {
  it("are what the security checks ask for", () => {
    expect(limits.passwordMinCharacters).toBeGreaterThanOrEqual(15);
    expect(limits.passwordMaxCharacters).toBeGreaterThanOrEqual(64);
    expect(limits.sessionIdleMinutes).toBeLessThanOrEqual(30);
    expect(limits.sessionAbsoluteHours).toBeLessThanOrEqual(12);
    expect(limits.failuresPerAccount).toBeLessThanOrEqual(10);
    expect(limits.failuresPerAddress).toBeLessThanOrEqual(10);
  });

  it("fit together: activity is written often enough for the idle end", () => {
    expect(limits.sessionTouchSeconds * 2).toBeLessThan(limits.sessionIdleMinutes * 60);
  });
});
