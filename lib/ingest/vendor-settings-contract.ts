import { z } from "zod";
import { correctField, type Reason } from "@/lib/kernel/result";

/**
 * What a source of a vendor can be told beyond its secret: which runs are deployments, how stages are called, which alerts
 * and issues are incidents, what to poll. Nothing here is needed; without a rule a run is a run and an alert an alert.
 * Client-safe.
 */

const Name = z.string().trim().min(1, "Write a name.").max(200, "Use at most 200 characters.");

/** A name in which `*` stands for any characters. No regular expressions: a broad one counts what was not meant. */
const Pattern = Name.refine((text) => /[^*\s]/.test(text), "Write at least one letter or digit beside *.");

const Patterns = z.array(Pattern).max(50, "Give at most 50 patterns.");

/** Says that a run, or a job of it, deploys. All patterns that are given must fit. */
export const DeploymentRule = z
  .strictObject({
    repository: Pattern.optional(),
    /** Name of the workflow, pipeline, build definition or job path. */
    run: Pattern.optional(),
    /** Name of the job or stage in the run; without it the run as a whole deploys. */
    job: Pattern.optional(),
    branch: Pattern.optional(),
    /** The sender's name of the service; without it the repository's. */
    service: Name.optional(),
    environment: Name.optional(),
    /** Parameters of the run that say it instead. */
    serviceParameter: Name.optional(),
    environmentParameter: Name.optional(),
    versionParameter: Name.optional(),
  })
  .refine((rule) => rule.run !== undefined || rule.job !== undefined, {
    path: ["run"],
    message: "Say which run or which job deploys.",
  })
  .refine((rule) => rule.environment !== undefined || rule.environmentParameter !== undefined, {
    path: ["environment"],
    message: "Say which environment it deploys to, or which parameter says so.",
  });
export type DeploymentRule = z.infer<typeof DeploymentRule>;

/** Names of stages by kind, tried before the usual words. */
const StagePatterns = z.strictObject({
  build: Patterns.optional(),
  test: Patterns.optional(),
  review: Patterns.optional(),
  approve: Patterns.optional(),
  deploy: Patterns.optional(),
  data_preparation: Patterns.optional(),
});

/** That a published release is a deployment. */
const ReleaseRule = z.strictObject({
  environment: Name,
  service: Name.optional(),
  includePrereleases: z.boolean().default(false),
});

const Severity = z.enum(["critical", "high", "medium", "low"]);

/** The sender's words for severity (`P1`, `sev2`, `page`) in ours, tried before the usual ones; upper and lower case are one. */
const Severities = z.record(Name, Severity).refine((all) => Object.keys(all).length <= 50, "Give at most 50 words.");

const TicketPrefixes = z
  .array(
    z
      .string()
      .max(30)
      .regex(/^[A-Z][A-Z0-9]*-?$/, "Write what stands before the digits, such as SHOP- or CHG."),
  )
  .max(50, "Give at most 50 prefixes.");

const TimeZone = z
  .string()
  .max(64)
  .regex(/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/, "Write a time zone such as Europe/Berlin or UTC.");

const BaseUrl = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s?#@]+$/i, "Write an address such as https://gitlab.example, without ? and #.");

const ci = {
  deployments: z.array(DeploymentRule).max(100, "Give at most 100 rules.").optional(),
  stages: StagePatterns.optional(),
  /** What stands before the digits of ticket keys; without it any Jira key and ServiceNow's CHG numbers. */
  ticketPrefixes: TicketPrefixes.optional(),
};

const git = { ...ci, releases: ReleaseRule.optional(), incidentLabels: z.array(Name).max(20).optional() };

const place = {
  /** Environment of all that the sender tells, when it names none. */
  environment: Name.optional(),
  severities: Severities.optional(),
};

/** Which alerts count as incidents. Both lists, where given, must fit; without any, none does. */
const IncidentRule = z
  .strictObject({
    severities: z.array(Name).min(1).max(20).optional(),
    labels: z.record(Name, Name).optional(),
  })
  .refine((rule) => rule.severities !== undefined || rule.labels !== undefined, "Give severities or labels.");

const alerts = {
  ...place,
  incidents: IncidentRule.optional(),
  /** Labels that name service, environment and severity, the first that is there. */
  serviceLabels: z.array(Name).max(10).optional(),
  environmentLabels: z.array(Name).max(10).optional(),
  severityLabels: z.array(Name).max(10).optional(),
};

const Polled = z.array(Name).max(200, "Poll at most 200 of them with one source.");

const TicketStates = z.record(Name, z.enum(["open", "approved", "implementing", "closed", "rejected", "cancelled"]));

export const vendorSettings = {
  github: z.strictObject({ ...git, apiUrl: BaseUrl.optional(), repositories: Polled.optional() }),
  gitlab: z.strictObject({ ...git, apiUrl: BaseUrl.optional(), projects: Polled.optional() }),
  jenkins: z.strictObject({
    ...ci,
    /** The phase that ends a run: FINALIZED when COMPLETED is not sent. */
    finishedBy: z.enum(["COMPLETED", "FINALIZED"]).optional(),
    apiUrl: BaseUrl.optional(),
    /** User of the API token that polls. */
    user: Name.optional(),
    /** Paths of jobs to poll, such as `shop/main`. */
    jobs: Polled.optional(),
  }),
  azure_devops: z.strictObject(ci),
  pagerduty: z.strictObject({
    ...place,
    /** Host of the API, for accounts in another region. */
    apiUrl: BaseUrl.optional(),
    serviceIds: Polled.optional(),
  }),
  alertmanager: z.strictObject(alerts),
  grafana: z.strictObject(alerts),
  datadog: z.strictObject(alerts),
  servicenow: z.strictObject({
    ...place,
    /** The zone of times without one. The published business rule sends UTC. */
    timeZone: TimeZone.optional(),
  }),
  jira: z.strictObject({
    ...place,
    changeTypes: z.array(Name).max(20).optional(),
    incidentTypes: z.array(Name).max(20).optional(),
    /** Names of statuses in our words for tickets. */
    states: TicketStates.optional(),
    /** Ids of custom fields that hold planned and actual times. */
    fields: z
      .strictObject({
        plannedStartAt: Name.optional(),
        plannedEndAt: Name.optional(),
        actualStartAt: Name.optional(),
        actualEndAt: Name.optional(),
        service: Name.optional(),
      })
      .optional(),
  }),
  cdevents: z.strictObject({ stages: StagePatterns.optional() }),
  cloudevents: z.strictObject({ stages: StagePatterns.optional() }),
  standard_webhooks: z.strictObject({}),
};

export type VendorKind = keyof typeof vendorSettings;
export type VendorSettings<Kind extends VendorKind> = z.infer<(typeof vendorSettings)[Kind]>;

/**
 * What is wrong with the settings of a source, each with its field below `config.settings`. Empty when nothing is, and for kinds that
 * have no settings here.
 */
export function objectionsToSettings(kind: string, settings: Readonly<Record<string, unknown>>): Reason[] {
  if (!Object.hasOwn(vendorSettings, kind)) return [];
  const read = vendorSettings[kind as VendorKind].safeParse(settings);
  return (read.error?.issues ?? []).map(({ path, message }) => ({
    code: "invalid_setting",
    message,
    field: ["config", "settings", ...path].join("."),
    remedy: correctField,
  }));
}
