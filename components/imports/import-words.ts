import type { Status } from "@/components/feedback/status";
import type { ImportFormat, ImportView } from "@/lib/imports/contract";
import type { TableSubject } from "@/lib/imports/domain/csv-fields";

export const formatWords: Readonly<Record<ImportFormat, string>> = {
  csv: "Table (CSV)",
  facts: "Facts (JSON lines)",
  github: "GitHub",
  gitlab: "GitLab",
  jenkins: "Jenkins",
  pagerduty: "PagerDuty",
  devlake: "DevLake",
};

/** What the file of each format holds. */
export const formatHints: Readonly<Record<ImportFormat, string>> = {
  csv: "One row per deployment, incident, change request or ticket, with a header. You say what its columns mean.",
  facts: "Facts as the push API takes them, one JSON object a line.",
  github: "JSON of GET /repos/{owner}/{repo}/deployments, their statuses, and pulls?state=all.",
  gitlab: "JSON of GET /projects/:id/deployments and merge_requests.",
  jenkins: "JSON of builds, from a job's or folder's /api/json.",
  pagerduty: "JSON of GET /incidents and /log_entries. The log says when each incident ended.",
  devlake: "JSON of the tables cicd_deployments, incidents and pull_requests. Their times count as UTC.",
};

export const subjectWords: Readonly<Record<TableSubject, string>> = {
  deployment: "Deployments",
  incident: "Incidents",
  change_request: "Pull or merge requests",
  ticket: "Change tickets",
};

const states: Readonly<Record<ImportView["state"], { readonly status: Status; readonly label: string }>> = {
  uploading: { status: "progressing", label: "Uploading" },
  reading: { status: "progressing", label: "Reading" },
  mapping: { status: "waiting", label: "Needs its columns" },
  checking: { status: "progressing", label: "Checking" },
  checked: { status: "waiting", label: "Ready to run" },
  running: { status: "progressing", label: "Running" },
  done: { status: "healthy", label: "Done" },
  failed: { status: "failed", label: "Failed" },
  cancelled: { status: "neutral", label: "Cancelled" },
};

export function importStatus(state: ImportView["state"]): { readonly status: Status; readonly label: string } {
  return states[state];
}

const whole = new Intl.NumberFormat("en");

function count(number: number, one: string, many: string): string {
  return `${whole.format(number)} ${number === 1 ? one : many}`;
}

/** Where an import stands, in one sentence. */
export function importAnswer(view: ImportView): string {
  const records = count(view.recordCount ?? 0, "record", "records");
  switch (view.state) {
    case "uploading":
      return "The file is on its way.";
    case "reading":
      return "The file is being read.";
    case "mapping":
      return `${records}. Say what the columns mean; nothing is kept until you run it.`;
    case "checking":
      return `Every one of ${records} is tried; nothing is kept.`;
    case "checked":
      return view.faultCount === 0
        ? `${records} make ${count(view.factCount, "fact", "facts")}. No faults.`
        : `${records} make ${count(view.factCount, "fact", "facts")}; ${count(view.faultCount, "fault", "faults")} below.`;
    case "running":
      return `${whole.format(view.position)} of ${records} are done.`;
    case "done":
      return `${records} imported: ${count(view.newFactCount, "fact is", "facts are")} new, the others were known.`;
    case "failed":
      return view.failure ?? "It failed.";
    case "cancelled":
      return `Cancelled. ${count(view.newFactCount, "fact", "facts")} were kept before that, and stay.`;
  }
}

/** `1.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
