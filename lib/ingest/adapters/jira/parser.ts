import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Fact, TicketFact } from "../../domain/fact";
import { incidentKey, ticketKey } from "../../domain/subject-key";
import type { Parsed, RawDelivery, SignalParser, SourceFacts, Verification } from "../../port";
import type { VendorSettings } from "../../vendor-settings-contract";
import {
  clipped,
  hostOf,
  ignored,
  KeyText,
  MaybeWhen,
  maybe,
  maybeWords,
  momentOf,
  reading,
  readJson,
  told,
  When,
  WhenMs,
  words,
} from "../reading";
import { settingsOf } from "../settings";
import { severityOf } from "../severity";
import { verifyHexSignature, verifySharedSecret } from "../verification";

/** Jira's issue webhooks: issues of the source's types are change tickets or incidents, all others are none of ours. */

const Named = maybe(z.object({ name: maybeWords() }));

const Issue = z.object({
  key: KeyText,
  self: maybeWords(500),
  fields: z
    .object({
      summary: maybeWords(500),
      status: z.object({ name: words(), statusCategory: maybe(z.object({ key: maybeWords(40) })) }),
      issuetype: z.object({ name: words() }),
      priority: Named,
      resolution: Named,
      components: z.array(z.object({ name: maybeWords() })).nullish(),
      created: When,
      updated: MaybeWhen,
      resolutiondate: MaybeWhen,
    })
    .catchall(z.unknown()),
});
type Issue = z.infer<typeof Issue>;

const Change = z.object({ field: maybeWords(), fromString: maybeWords(), toString: z.unknown() });

const Body = z.object({
  timestamp: WhenMs,
  webhookEvent: words(100),
  user: maybe(z.object({ displayName: maybeWords() })),
  issue: Issue,
  changelog: maybe(z.object({ items: z.array(Change) })),
});
type Body = z.infer<typeof Body>;

type Settings = VendorSettings<"jira">;

const usualStates: readonly (readonly [RegExp, TicketFact["state"]])[] = [
  [/reject|declin|denied/, "rejected"],
  [/cancel|withdrawn|abandon/, "cancelled"],
  [/\bapproved|scheduled|ready to deploy|awaiting implementation/, "approved"],
  [/implement|deploying|in progress|rolling out/, "implementing"],
];

/** By the source's own table, then by the usual words, then by the category that every status of Jira has. */
function stateOf({ name, statusCategory }: Issue["fields"]["status"], settings: Settings): TicketFact["state"] {
  const word = name.toLowerCase();
  const own = Object.entries(settings.states ?? {}).find(([status]) => status.toLowerCase() === word)?.[1];
  if (own) return own;
  const usual = usualStates.find(([pattern]) => pattern.test(word))?.[1];
  return usual ?? (statusCategory?.key === "done" ? "closed" : "open");
}

function typeOf(name: string): TicketFact["type"] {
  const found = /\b(emergency|standard|normal)\b/.exec(name.toLowerCase())?.[1];
  return found as TicketFact["type"];
}

function pageOf(issue: Issue): string | undefined {
  const host = /^https?:\/\/[^/]+/.exec(issue.self ?? "")?.[0];
  return host === undefined ? undefined : `${host}/browse/${encodeURIComponent(issue.key)}`;
}

function customText(issue: Issue, field: string | undefined): string | undefined {
  const value = field === undefined ? undefined : issue.fields[field];
  const text = typeof value === "object" && value !== null && "value" in value ? value.value : value;
  return typeof text === "string" ? clipped(text, 200) || undefined : undefined;
}

function serviceOf(issue: Issue, settings: Settings): string | undefined {
  return customText(issue, settings.fields?.service) ?? issue.fields.components?.[0]?.name;
}

function ticketFacts({ issue, timestamp }: Body, settings: Settings): Fact[] {
  const time = (field: string | undefined): Instant | undefined => {
    const text = customText(issue, field);
    return text === undefined ? undefined : (momentOf(text) ?? undefined);
  };
  const { fields } = settings;
  return [
    {
      kind: "ticket",
      subjectKey: ticketKey("jira", issue.key),
      occurredAt: issue.fields.updated ?? timestamp,
      system: "jira",
      key: issue.key,
      state: stateOf(issue.fields.status, settings),
      title: issue.fields.summary,
      type: typeOf(issue.fields.issuetype.name),
      risk: issue.fields.priority?.name,
      url: pageOf(issue),
      service: serviceOf(issue, settings),
      plannedStartAt: time(fields?.plannedStartAt),
      plannedEndAt: time(fields?.plannedEndAt),
      actualStartAt: time(fields?.actualStartAt),
      actualEndAt: time(fields?.actualEndAt),
    },
  ];
}

function isDone(category: string | undefined): boolean {
  return category === "done";
}

function incidentFacts({ issue, timestamp, user, changelog }: Body, settings: Settings, slug: string): Fact[] {
  const space = { system: "jira", host: hostOf(issue.self) ?? slug };
  const base = { kind: "incident", subjectKey: incidentKey(space, issue.key), key: issue.key } as const;
  const at = issue.fields.updated ?? timestamp;
  const by = user?.displayName;
  const severity = severityOf(issue.fields.priority?.name, settings.severities);
  const facts: Fact[] = [
    {
      ...base,
      what: "triggered",
      occurredAt: issue.fields.created,
      title: issue.fields.summary,
      service: serviceOf(issue, settings),
      environment: settings.environment,
      url: pageOf(issue),
    },
  ];
  if (severity) facts.push({ ...base, what: "severity", occurredAt: at, severity });
  const isNewStatus = changelog?.items.some((item) => item.field === "status") ?? false;
  const category = issue.fields.status.statusCategory?.key;
  if (isNewStatus && category === "indeterminate") facts.push({ ...base, what: "acknowledged", occurredAt: at, by });
  // A resolution taken away is how Jira says that an issue was opened again.
  const isReopened = changelog?.items.some((item) => item.field === "resolution" && item.fromString !== undefined);
  if (isReopened && !isDone(category)) facts.push({ ...base, what: "reopened", occurredAt: at, by });
  if (isDone(category)) facts.push({ ...base, what: "resolved", occurredAt: issue.fields.resolutiondate ?? at });
  return facts;
}

function isOneOf(names: readonly string[] | undefined, name: string): boolean {
  return (names ?? []).some((one) => one.toLowerCase() === name.toLowerCase());
}

const Head = z.object({ webhookEvent: words(100) });

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("jira", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  return reading(Head, json.json, ({ webhookEvent }) => {
    if (webhookEvent !== "jira:issue_created" && webhookEvent !== "jira:issue_updated") {
      return ignored(
        /^(jira:|comment_|sprint_|project_|worklog_|issuelink_|board_|user_)/.test(webhookEvent)
          ? "not_interesting"
          : "unknown_event",
        webhookEvent,
      );
    }
    return reading(Body, json.json, (body) => readIssue(body, read.settings, source));
  });
}

function readIssue(body: Body, settings: Settings, source: SourceFacts): Parsed {
  const type = body.issue.fields.issuetype.name;
  const event = `${body.webhookEvent} (${type})`;
  if (isOneOf(settings.changeTypes, type)) return told(event, ticketFacts(body, settings));
  if (isOneOf(settings.incidentTypes, type)) return told(event, incidentFacts(body, settings, source.slug));
  return ignored("no_rule", event, "No setting says that issues of this type are change tickets or incidents.");
}

/** Jira Cloud signs when a secret is set; Data Center shows a shared one. */
function verify(raw: RawDelivery, secrets: readonly string[]): Verification {
  const header = "x-hub-signature";
  if (raw.headers[header] === undefined) return verifySharedSecret(raw, secrets);
  return verifyHexSignature(raw, secrets, { header, prefix: "sha256=" });
}

export const jiraParser: SignalParser = {
  kind: "jira",
  version: 1,
  verify,
  senderId: (raw) => raw.headers["x-atlassian-webhook-identifier"]?.trim().slice(0, 200) || null,
  parse,
};
