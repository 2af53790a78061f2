import { expect, it } from "vitest";
import { vendorParsers } from "@/lib/ingest/adapters/parsers";
import { vendorReconcilers } from "@/lib/ingest/adapters/reconcilers";
import { vendorSettings } from "@/lib/ingest/vendor-settings-contract";

it("every vendor has one parser and settings, and some can be asked", () => {
  const kinds = vendorParsers.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect([...kinds].sort()).toEqual(Object.keys(vendorSettings).sort());
  const asked = vendorReconcilers.map(({ kind }) => kind);
  expect(asked.filter((kind) => !kinds.includes(kind))).toEqual([]);
  expect(asked).toEqual(["github", "gitlab", "jenkins", "pagerduty"]);
});
