import { z } from "zod";
import type { Fact, IncidentFact } from "../../domain/fact";
import type { Reconciler } from "../../port";
import { pollRound, type Task } from "../polling";
import { maybe, maybeWords, words } from "../reading";
import { settingsToAskWith } from "../settings";
import {
  happeningFact,
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

/** PagerDuty answers no further than this from the start of a listing. */
const furthest = 9_900;

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
  const fact = happeningFact(incident, { what, at, by: personOf(entry.agent), detail }, settings);
  return what === "triggered" ? [fact, ...severityFact(incident, at, settings)] : [fact];
}

function isWanted({ incident }: Entry, settings: Settings): boolean {
  return settings.serviceIds === undefined || settings.serviceIds.includes(incident.service?.id ?? "");
}

function logOf(settings: Settings): Task {
  return async (ask, since, page) => {
    const offset = page === null ? 0 : Number(page);
    const values = {
      since: new Date(since).toISOString(),
      limit: String(pageSize),
      offset: String(offset),
      time_zone: "UTC",
    };
    const asked = `/log_entries?${new URLSearchParams({ ...values, "include[]": "incidents" })}`;
    const { value } = await ask.get(asked, Log);
    const facts = value.log_entries
      .filter((entry) => isWanted(entry, settings))
      .flatMap((entry) => entryFacts(entry, settings));
    const next = offset + pageSize;
    return { facts, nextPage: value.more && next <= furthest ? String(next) : null };
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
