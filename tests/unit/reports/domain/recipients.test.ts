import { describe, expect, test } from "vitest";
import { addresseesOf, recipientName } from "@/lib/reports/domain/recipients";

const known = {
  persons: new Map([
    ["usr_1", { name: "Ada", mail: "Ada@example.org" }],
    ["usr_2", { name: "Ben", mail: "ben@example.org" }],
  ]),
  teams: new Map([["payments", { name: "Payments", memberIds: ["usr_2", "usr_gone", "usr_1"] }]]),
};

describe("recipients of a report", () => {
  test("are everybody who is in the team now, each once, whatever else leads to them", () => {
    const recipients = [
      { kind: "mail", address: "ada@example.org" },
      { kind: "person", address: "usr_2" },
      { kind: "team", address: "payments" },
      { kind: "webhook", address: "https://hooks.example/a" },
      { kind: "webhook", address: "https://hooks.example/A" },
    ] as const;
    expect(addresseesOf(recipients, known)).toEqual([
      { kind: "mail", address: "ada@example.org" },
      { kind: "mail", address: "ben@example.org" },
      { kind: "webhook", address: "https://hooks.example/a" },
      { kind: "webhook", address: "https://hooks.example/A" },
    ]);
  });

  test("that are gone get nothing and have no name", () => {
    const gone = [
      { kind: "person", address: "usr_gone" },
      { kind: "team", address: "nobody" },
    ] as const;
    expect(addresseesOf(gone, known)).toEqual([]);
    expect(gone.map((one) => recipientName(one, known))).toEqual([null, null]);
    expect(recipientName({ kind: "team", address: "payments" }, known)).toBe("Payments");
  });
});
