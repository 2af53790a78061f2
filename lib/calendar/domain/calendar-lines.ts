import type { Reason } from "@/lib/kernel/result";

/** A line of iCalendar text after unfolding (RFC 5545 §3.1), with the number of the line on which it begins, from 1. */
export interface ContentLine {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

/** An entry of a calendar: its own lines, without those of parts inside of it. */
export interface EntryLines {
  readonly beginsAt: number;
  readonly lines: readonly ContentLine[];
}

export const maxCalendarBytes = 262_144;
export const maxEntries = 2_000;
const maxDepth = 5;

function fault(code: string, number: number, message: string, remedy: string): Reason {
  return { code, field: "text", message: `Line ${number}: ${message}`, remedy, facts: { line: number } };
}

/** Lines as they are meant: those that begin with a blank go on with the one before. */
function unfolded(text: string): ContentLine[] {
  const lines: { number: number; text: string }[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const last = lines.at(-1);
    if (/^[ \t]/.test(line) && last) last.text += line.slice(1);
    else if (line !== "") lines.push({ number: index + 1, text: line });
  }
  return lines.map((line) => ({ ...line, name: (/^[\w-]+/.exec(line.text)?.[0] ?? "").toUpperCase() }));
}

/**
 * The entries of a calendar by their lines, or everything that is wrong with its form, each with the number of its line. What the lines say
 * is not looked at.
 */
export function calendarEntries(
  text: string,
): { readonly entries: readonly EntryLines[] } | { readonly faults: readonly Reason[] } {
  const lines = unfolded(text.replace(/^\uFEFF/, ""));
  if (lines[0]?.text.toUpperCase() !== "BEGIN:VCALENDAR") {
    const remedy = "Give a file that begins with BEGIN:VCALENDAR (.ics).";
    return { faults: [fault("no_calendar", lines[0]?.number ?? 1, "This is no calendar.", remedy)] };
  }
  const { entries, faults, open } = walked(lines);
  const last = open.at(-1);
  if (last) faults.push(fault("not_ended", last.number, `${last.kind} has no end.`, `Add END:${last.kind}.`));
  if (entries.length > maxEntries) {
    const at = entries[maxEntries]?.beginsAt ?? 1;
    faults.push(fault("too_many_entries", at, `There are more than ${maxEntries} entries.`, "Give fewer years of it."));
  }
  return faults.length > 0 ? { faults: faults.slice(0, 20) } : { entries };
}

interface Open {
  readonly kind: string;
  readonly number: number;
  readonly lines: ContentLine[];
}

interface Walk {
  readonly entries: EntryLines[];
  readonly faults: Reason[];
  /** Parts that have begun and not ended; empty after a fault that leaves the rest without meaning. */
  open: Open[];
  isOver: boolean;
}

function walked(lines: readonly ContentLine[]): Walk {
  const walk: Walk = { entries: [], faults: [], open: [], isOver: false };
  for (const line of lines) {
    step(walk, line);
    if (walk.isOver) break;
  }
  return walk;
}

function step(walk: Walk, line: ContentLine): void {
  const kind = line.text
    .slice(line.name.length + 1)
    .trim()
    .toUpperCase();
  if (!/^[\w-]+[;:]/.test(line.text)) {
    const remedy = "Write NAME:value, or remove it.";
    walk.faults.push(fault("no_line", line.number, "This is no line of a calendar.", remedy));
  } else if (line.name === "BEGIN") begin(walk, kind, line.number);
  else if (line.name === "END") end(walk, kind, line.number);
  else walk.open.at(-1)?.lines.push(line);
}

function begin(walk: Walk, kind: string, number: number): void {
  if (walk.open.length < maxDepth) walk.open.push({ kind, number, lines: [] });
  else give(walk, fault("too_deep", number, "Parts are nested too deep.", "Remove this part."));
}

function end(walk: Walk, kind: string, number: number): void {
  const ended = walk.open.pop();
  if (ended?.kind !== kind) {
    const what = ended ? `${ended.kind} of line ${ended.number}` : "nothing";
    give(walk, fault("wrong_end", number, `END:${kind} stands where ${what} is open.`, "Correct the ends."));
  } else if (kind === "VEVENT") walk.entries.push({ beginsAt: ended.number, lines: ended.lines });
}

/** After this fault the rest has no meaning. */
function give(walk: Walk, reason: Reason): void {
  walk.faults.push(reason);
  walk.open = [];
  walk.isOver = true;
}

/** A reason about one line of an entry: that with this name, else where the entry begins. */
export function entryFault(
  entry: EntryLines,
  name: string,
  { code, message, remedy }: { readonly code: string; readonly message: string; readonly remedy: string },
): Reason {
  const line = entry.lines.find((one) => one.name === name);
  return fault(code, line?.number ?? entry.beginsAt, message, remedy);
}
