import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** One measured number with its bar. `bar: null` marks a figure that is only shown, a rival's for example. */
export interface Figure {
  readonly id: string;
  /** null when it could not be measured; then `reason` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly bar: number | null;
  readonly direction: "max" | "min";
  readonly holds: boolean;
  readonly reason?: string;
  /** Short words for the table: what it means, how large the sample was. */
  readonly note?: string;
}

export interface BenchResult {
  readonly trials: number;
  readonly figures: readonly Figure[];
  /** One record per sample, written beside the JSON file. */
  readonly raw: readonly Readonly<Record<string, unknown>>[];
}

type FigureInput = Omit<Figure, "holds" | "direction" | "bar"> & Partial<Pick<Figure, "direction" | "bar">>;

/** Complete a figure: whether it holds follows from value, bar and direction. */
export function figure(input: FigureInput): Figure {
  const { value } = input;
  const bar = input.bar ?? null;
  const direction = input.direction ?? "max";
  if (value === null || !Number.isFinite(value)) {
    return { ...input, value: null, bar, direction, holds: false, reason: input.reason ?? "it was not reached" };
  }
  const holds = bar === null || (direction === "max" ? value <= bar : value >= bar);
  return { ...input, value, bar, direction, holds };
}

/** The `share` quantile of a sample: the smallest value that at least that share does not exceed. Infinity allowed. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((x, y) => x - y);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Print the figures as a table and, when a file is named, write them as JSON with the raw samples in .ndjson beside it. */
export function report(name: string, result: BenchResult, jsonFile: string | null): void {
  printTable(name, result);
  if (jsonFile === null) return;
  mkdirSync(path.dirname(path.resolve(jsonFile)), { recursive: true });
  const document = { name, commit: commitOf(), machine: machineOf(), trials: result.trials, figures: result.figures };
  writeFileSync(jsonFile, `${JSON.stringify(document, null, 2)}\n`);
  const rawFile = `${jsonFile.replace(/\.json$/, "")}.ndjson`;
  writeFileSync(rawFile, result.raw.map((sample) => `${JSON.stringify(sample)}\n`).join(""));
  console.log(`wrote ${jsonFile} and ${rawFile}`);
}

function printTable(name: string, result: BenchResult): void {
  console.log(
    `\n${name}: ${result.trials} trials on ${os.availableParallelism()} cores, node ${process.versions.node}\n`,
  );
  const rows = result.figures.map((one) => [
    one.id,
    one.value === null ? "–" : String(Number(one.value.toPrecision(6))),
    one.unit,
    one.bar === null ? "" : `${one.direction === "max" ? "≤" : "≥"} ${one.bar}`,
    outcome(one),
    one.value === null ? (one.reason ?? "") : (one.note ?? ""),
  ]);
  const all = [["figure", "value", "unit", "bar", "", "note"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  for (const row of all)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  console.log();
}

function outcome(one: Figure): string {
  if (one.bar === null) return one.value === null ? "not measured" : "";
  return one.holds ? "holds" : "MISSED";
}

function commitOf(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

function machineOf() {
  return {
    cpus: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}
