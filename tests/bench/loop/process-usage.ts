import { readFileSync } from "node:fs";

/** What a process has used so far, by the kernel's own account (Linux). */
export interface ProcessUsage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly rssMiB: number;
  readonly peakRssMiB: number;
}

const ticksPerSecond = 100;

/** Read /proc; throws where there is none. */
export function usageOf(pid: number): ProcessUsage {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  // Fields 14 and 15 of proc(5); two are gone with the name.
  const ticks = Number(fields[11]) + Number(fields[12]);
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
  return { cpuMs: (ticks * 1_000) / ticksPerSecond, rssMiB: kib("VmRSS") / 1_024, peakRssMiB: kib("VmHWM") / 1_024 };
}
