import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Fact, IncidentFact } from "../../domain/fact";
import type { Reconciler } from "../../port";
import { pollRound, type Task } from "../polling";
import { maybe, maybeWords, words } from "../reading";
import { settingsToAskWith } from "../settings";
import {
  happeningFacts,
  Incident,
  isMerged,
  personOf,
  Reference,
  Second,
  type Settings,
  severityFact,
} from "./incident-facts";

/** PagerDuty's log: what happened to incidents, entry by entry. An incident's own last change says nothing of how it went. */

const pageSize = 100;

/** PagerDuty answers no further than this from the start of a listing, newest entries first: older ones are another listing. */
const furthest = 9_900;

/** Where in which listing: `until` in epoch ms, null for the first one. */
interface Place {
  readonly until: number | null;
  readonly offset: number;
}

function placeOf(page: string | null): Place {
  const [offset, until] = (page ?? "0").split(" ");
  return { offset: Number(offset), until: until === undefined ? null : Number(until) };
}

function pageOf({ until, offset }: Place): string {
  return until === null ? String(offset) : `${offset} ${until}`;
}

/** The page after this one; null after the last. */
function pageAfter({ until, offset }: Place, entries: readonly Entry[], more: boolean): string | null {
  if (!more || entries.length === 0) return null;
  const next = offset + pageSize;
  if (next <= furthest) return pageOf({ until, offset: next });
  // The second of the oldest one is listed again, since not all of it may have been seen.
  const earlier = Math.min(...entries.map(({ created_at }) => created_at)) + 1_000;
  if (until === null || earlier < until) return pageOf({ until: earlier, offset: 0 });
  throw new AppError("unavailable", { detail: `PagerDuty lists more than ${furthest} entries of one moment.` });
}

const Entry = z.object({
  type: words(100),
  created_at: Second,
  agent: maybe(Reference),
  channel: maybe(z.object({ summary: maybeWords(2_000), content: maybeWords(2_000) })),
  incident: Incident,
});
type Entry = z.infer<typeof Entry>;

const Log = z.object({ log_entries: z.array(Entry), more: z.boolean().nullish() });

const happenings: Readonly<Record<string, IncidentFact["what"]>> = {
  trigger_log_entry: "triggered",
  acknowledge_log_entry: "acknowledged",
  resolve_log_entry: "resolved",
  reopen_log_entry: "reopened",
  annotate_log_entry: "note",
};

function entryFacts(entry: Entry, settings: Settings): Fact[] {
  const { incident, created_at: at } = entry;
  if (entry.type === "priority_change_log_entry") return severityFact(incident, at, settings);
  const usual = Object.hasOwn(happenings, entry.type) ? happenings[entry.type] : undefined;
  if (usual === undefined) return [];
  const what = usual === "resolved" && isMerged(incident) ? "merged" : usual;
  const detail = what === "note" ? (entry.channel?.content ?? entry.channel?.summary) : undefined;
  const facts = happeningFacts(incident, { what, at, by: personOf(entry.agent), detail }, settings);
  return what === "triggered" ? [...facts, ...severityFact(incident, at, settings)] : facts;
}

function isWanted({ incident }: Entry, settings: Settings): boolean {
  return settings.serviceIds === undefined || settings.serviceIds.includes(incident.service?.id ?? "");
}

function logOf(settings: Settings): Task {
  return async (ask, since, page) => {
    const place = placeOf(page);
    const values = {
      since: new Date(since).toISOString(),
      ...(place.until === null ? {} : { until: new Date(place.until).toISOString() }),
      limit: String(pageSize),
      offset: String(place.offset),
      time_zone: "UTC",
    };
    const asked = `/log_entries?${new URLSearchParams({ ...values, "include[]": "incidents" })}`;
    const { value } = await ask.get(asked, Log);
    const facts = value.log_entries
      .filter((entry) => isWanted(entry, settings))
      .flatMap((entry) => entryFacts(entry, settings));
    return { facts, nextPage: pageAfter(place, value.log_entries, value.more === true) };
  };
}

export const pagerdutyReconciler: Reconciler = {
  kind: "pagerduty",
  async poll(request) {
    const settings = settingsToAskWith("pagerduty", request.source);
    const headers: Record<string, string> =
      request.secret === null ? {} : { authorization: `Token token=${request.secret}` };
    const asked = {
      name: "PagerDuty",
      baseUrl: (settings.apiUrl ?? "https://api.pagerduty.com").replace(/\/+$/, ""),
      headers,
      outbound: request.outbound,
    };
    return await pollRound(request, asked, [logOf(settings)]);
  },
};
