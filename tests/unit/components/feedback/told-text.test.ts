import { expect, it } from "vitest";
import { inZoneOf } from "@/components/feedback/told-text";

it("tells every time of a sentence in the reader's zone, and leaves everything else as it is", () => {
  const text = "2.1.0 waits until 2026-12-01 01:49 UTC, seen at 2026-11-30 23:30:12 UTC on 2026-11-30.";
  expect(inZoneOf(text, "Europe/Berlin")).toBe(
    "2.1.0 waits until Tue 1 Dec 2026, 02:49, seen at Tue 1 Dec 2026, 00:30 on 2026-11-30.",
  );
  expect(inZoneOf("Due 2026-13-41 01:49 UTC.", "UTC")).toBe("Due 2026-13-41 01:49 UTC.");
  expect(inZoneOf("Nothing is told.", "UTC")).toBe("Nothing is told.");
});
