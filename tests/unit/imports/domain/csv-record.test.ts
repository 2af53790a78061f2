import { describe, expect, it } from "vitest";
import { guessColumns, guessSubject, tableFields } from "@/lib/imports/domain/csv-fields";
import { outcomeOf, readTableRow, severityOf, type TableReading } from "@/lib/imports/domain/csv-record";

const header = ["App", "Env", "Tag", "Started At", "Finished At", "Status", "SHA"];
const reading: TableReading = {
  subject: "deployment",
  columns: guessColumns("deployment", header),
  zone: "UTC",
  dateOrder: null,
};

describe("guesses", () => {
  it("knows columns by many names, and gives each column to one field", () => {
    expect(reading.columns).toEqual({
      service: "App",
      environment: "Env",
      version: "Tag",
      startedAt: "Started At",
      finishedAt: "Finished At",
      progress: "Status",
      commitSha: "SHA",
    });
    expect(new Set(Object.values(reading.columns)).size).toBe(7);
  });

  it.each([
    [header, "deployment"],
    [["number", "short_description", "opened_at", "resolved_at", "priority"], "incident"],
    [["repo", "number", "title", "created_at", "merged_at"], "change_request"],
    [["cicd_scope_id", "environment", "ref_name", "result", "started_date", "finished_date"], "deployment"],
    [["number", "state", "sys_updated_on", "type", "start_date", "end_date"], "ticket"],
  ] as const)("%j are rows of the kind %s", (columns, subject) => {
    expect(guessSubject(columns)).toBe(subject);
  });

  it("names no field twice", () => {
    for (const fields of Object.values(tableFields)) {
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    }
  });
});

describe("rows", () => {
  it("makes a beginning and an end of a deployment", () => {
    const cells = ["checkout", "production", "4.1.0", "2026-01-05 10:00", "2026-01-05 10:05", "SUCCESS", "abc1234"];
    const { drafts, faults } = readTableRow(cells, header, reading);
    expect(faults).toEqual([]);
    expect(drafts.map(({ event }) => [event.progress, event.occurredAt])).toEqual([
      ["running", "2026-01-05T10:00:00.000Z"],
      ["succeeded", "2026-01-05T10:05:00.000Z"],
    ]);
    expect(new Set(drafts.map(({ event }) => event.id)).size).toBe(1);
  });

  it("names every fault of a row with its column, and then says nothing", () => {
    const cells = ["", "production", "4.1.0", "soon", "2026-13-01", "SUCCESS"];
    const { drafts, faults } = readTableRow(cells, header, reading);
    expect(drafts).toEqual([]);
    expect(faults.map(({ column }) => column)).toEqual(["App", "Started At", "Finished At"]);
    expect(faults.every(({ remedy }) => remedy.length > 0)).toBe(true);
  });

  it.each([
    [["a", "p", "1", "2026-01-05 10:00", "2026-01-05 09:00", "ok"], "ended before it began"],
    [["a", "p", "1", "", "", "ok"], "Neither start nor end"],
    [["a", "p", "1", "2026-01-05", "", "purple"], "not an outcome"],
  ])("refuses %j", (cells, words) => {
    expect(readTableRow(cells, header, reading).faults[0]?.message).toContain(words);
  });

  it("makes the log of an incident in order, and refuses one that ends before it begins", () => {
    const columns = ["key", "title", "service", "severity", "detected", "acknowledged", "resolved"];
    const given = { ...reading, subject: "incident", columns: guessColumns("incident", columns) } as const;
    const good = ["INC1", "Down", "checkout", "P1", "2026-01-05 10:00", "2026-01-05 10:02", "2026-01-05 11:00"];
    const { drafts } = readTableRow(good, columns, given);
    expect(drafts.map(({ event }) => event.what)).toEqual(["triggered", "acknowledged", "resolved"]);
    expect(drafts[0]?.event.severity).toBe("critical");
    const bad = [...good.slice(0, 6), "2026-01-05 09:00"];
    expect(readTableRow(bad, columns, given).faults[0]?.message).toContain("not in order");
  });

  it("reads pull requests and tickets", () => {
    const pulls = ["repo", "number", "title", "created_at", "merged_at", "closed_at", "merge_commit_sha"];
    const given = { ...reading, subject: "change_request", columns: guessColumns("change_request", pulls) } as const;
    const cells = ["acme/shop", "#7", "Fix", "2026-01-05T10:00Z", "2026-01-06T10:00Z", "2026-01-06T10:00Z", "abcdef1"];
    expect(readTableRow(cells, pulls, given).drafts.map(({ event }) => event.what)).toEqual(["opened", "merged"]);
    const tickets = ["number", "state", "sys_updated_on", "type"];
    const ticket = { ...reading, subject: "ticket", columns: guessColumns("ticket", tickets) } as const;
    const read = readTableRow(["CHG0030", "Implement", "2026-01-05 10:00:00", "Emergency"], tickets, ticket);
    expect(read.drafts[0]?.event).toMatchObject({ system: "servicenow", state: "implementing", type: "emergency" });
  });
});

describe("words of other systems", () => {
  it.each([
    ["SUCCESS", "succeeded"],
    ["In Progress", "running"],
    ["rolled-back", "rolled_back"],
    ["canceled", "cancelled"],
    ["purple", null],
  ])("the outcome %s is %s", (text, expected) => {
    expect(outcomeOf(text)).toBe(expected);
  });

  it.each([
    ["1 - Critical", "critical"],
    ["SEV2", "high"],
    ["P3", "medium"],
    ["minor", "low"],
    ["odd", null],
  ])("the severity %s is %s", (text, expected) => {
    expect(severityOf(text)).toBe(expected);
  });
});
