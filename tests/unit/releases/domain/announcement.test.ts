import { describe, expect, it } from "vitest";
import { announcementSubject, announcementText, momentOf, placeholders } from "@/lib/releases/domain/announcement";

const announced = {
  reference: "T-7",
  name: "Spring\nsale",
  services: "shop 2.0.0",
  environment: "production",
  sentence: "orders went back.",
};

describe("an announcement", () => {
  it("has what its placeholders stand for, and keeps what it does not know", () => {
    const all = placeholders.map((word) => `{${word}}`).join("|");
    expect(announcementText(all, announced)).toBe("T-7|Spring\nsale|shop 2.0.0|production|orders went back.");
    expect(announcementText("{else} {", announced)).toBe("{else} {");
    // What was filled in is not looked at again.
    expect(announcementText("{name}", { ...announced, name: "{what}" })).toBe("{what}");
  });

  it("has one line for a subject", () => {
    expect(announcementSubject("rollback", announced)).toBe("Release T-7 goes back: Spring sale");
  });

  it("is made at the moments that people are told of, and at no other", () => {
    expect(["departed", "arrived", "rolling_back", "cancelled"].map(momentOf)).toEqual([
      "departure",
      "arrival",
      "rollback",
      "cancelled",
    ]);
    expect(momentOf("held")).toBeNull();
  });
});
