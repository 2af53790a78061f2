import { mergeSha, type Sample, sample, sha } from "./signal-samples";

/** Bodies of Azure DevOps, and of the systems that tell of incidents, alerts and tickets. */

function azure(eventType: string, resource: object, config: Readonly<Record<string, unknown>> = {}): Sample {
  const body = {
    id: `e-${eventType}`,
    eventType,
    publisherId: "x",
    resource,
    resourceContainers: { collection: { id: "c12d0eb8-e382-443b-9f9c-c52cba5014c2" } },
    createdDate: "2026-11-20T09:30:01.4285528Z",
  };
  return sample("azure_devops", eventType, body, { config });
}

const azureRun = {
  run: {
    id: 2,
    name: "20261120.1",
    state: "completed",
    result: "succeeded",
    createdDate: "2026-11-20T09:00:00Z",
    finishedDate: "2026-11-20T09:30:00Z",
  },
  pipeline: { id: 1, name: "shop-delivery" },
  repositories: [{ type: "Git", url: "https://acme@dev.azure.com/acme/shop/_git/shop", change: { version: sha } }],
};

const azureRepository = { name: "shop", remoteUrl: "https://dev.azure.com/acme/shop/_git/shop" };

export const azureSamples: readonly Sample[] = [
  azure("build.complete", {
    id: 2,
    buildNumber: "20261120.1",
    url: "https://dev.azure.com/acme/_apis/build/Builds/2",
    startTime: "2026-11-20T09:00:06.83Z",
    finishTime: "2026-11-20T09:06:10.69Z",
    status: "succeeded",
    sourceGetVersion: `LG:refs/heads/main:${sha}`,
    definition: { id: 2, name: "shop-build" },
  }),
  azure("ms.vss-pipelines.run-state-changed-event", azureRun),
  azure(
    "ms.vss-pipelines.stage-state-changed-event",
    {
      ...azureRun,
      stage: {
        id: "s",
        name: "deploy_production",
        displayName: "Deploy",
        state: "completed",
        result: "succeeded",
        startTime: null,
        finishTime: null,
      },
    },
    { deployments: [{ run: "shop-delivery", job: "Deploy", environment: "production" }] },
  ),
  azure("ms.vss-release.deployment-completed-event", {
    environment: { id: 5, releaseId: 4, name: "Production", status: "succeeded", owner: { displayName: "Mona" } },
    release: { id: 4, name: "Release-4", releaseDefinition: { id: 1, name: "shop" } },
    deployment: {
      attempt: 1,
      startedOn: "2026-11-20T09:20:00Z",
      completedOn: "2026-11-20T09:30:00Z",
      deploymentStatus: "succeeded",
    },
    project: { id: "p", name: "Shop" },
  }),
  azure("git.push", {
    commits: [
      {
        commitId: sha,
        author: { name: "Mona", email: "m@x", date: "2026-11-19T07:00:00Z" },
        committer: { name: "Mona", email: "m@x", date: "2026-11-19T07:30:00Z" },
        comment: "take cards",
      },
    ],
    repository: azureRepository,
  }),
  azure("git.pullrequest.updated", {
    pullRequestId: 7,
    status: "completed",
    creationDate: "2026-11-19T08:00:00Z",
    closedDate: "2026-11-20T09:00:00Z",
    title: "SHOP-12 cards",
    sourceRefName: "refs/heads/cards",
    createdBy: { displayName: "Mona" },
    repository: azureRepository,
    lastMergeSourceCommit: { commitId: sha },
    lastMergeCommit: { commitId: mergeSha },
    reviewers: [{ displayName: "Lisa", vote: 10 }],
    completionOptions: { mergeStrategy: "squash" },
  }),
];

export const pagerdutyIncident = {
  id: "PGR0VU2",
  type: "incident",
  html_url: "https://acme.pagerduty.com/incidents/PGR0VU2",
  number: 2,
  status: "triggered",
  title: "nobody can pay",
  service: { id: "PF9KMXH", summary: "shop", type: "service_reference" },
  priority: { id: "P", summary: "P1", type: "priority_reference" },
  urgency: "high",
  resolve_reason: null,
};

export const mona = { id: "PLH1HKV", summary: "Mona", type: "user_reference" };

export function pagerduty(type: string, occurredAt: string, data: object = pagerdutyIncident): Sample {
  const event = {
    id: `e-${type}`,
    event_type: type,
    resource_type: "incident",
    occurred_at: occurredAt,
    agent: mona,
    data,
  };
  return sample("pagerduty", type, { event }, { headers: { "x-webhook-id": `w-${type}` } });
}

export const pagerdutySamples: readonly Sample[] = [
  pagerduty("incident.triggered", "2026-11-20T11:00:00.169Z"),
  pagerduty("incident.acknowledged", "2026-11-20T11:05:00.400Z"),
  pagerduty("incident.reopened", "2026-11-20T11:40:00.1Z"),
  pagerduty("incident.priority_updated", "2026-11-20T11:06:00Z"),
  pagerduty("incident.resolved", "2026-11-20T11:30:00.999Z"),
  pagerduty("incident.annotated", "2026-11-20T11:10:00Z", {
    incident: { id: "PGR0VU2", summary: "x", type: "incident_reference" },
    content: "looking",
  }),
];

export const alert = {
  status: "firing",
  labels: { alertname: "ErrorBudgetBurn", severity: "critical", service: "shop", env: "production" },
  annotations: { summary: "5.2 % errors" },
  startsAt: "2026-11-20T11:00:00.123456789Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "https://prometheus.example/graph",
  fingerprint: "6a5b4c3d2e1f0011",
};

const alertBody = {
  version: "4",
  groupKey: '{}:{alertname="x"}',
  truncatedAlerts: 2,
  status: "firing",
  receiver: "signalbox",
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "https://alertmanager.example",
  alerts: [
    alert,
    {
      ...alert,
      status: "resolved",
      endsAt: "2026-11-20T11:20:00Z",
      fingerprint: "77",
      labels: { alertname: "Slow", severity: "warning" },
    },
  ],
};

const alertConfig = { incidents: { severities: ["critical"] }, environment: "staging" };

export const alertSamples: readonly Sample[] = [
  sample("alertmanager", "group", alertBody, { config: alertConfig }),
  sample(
    "grafana",
    "group",
    { ...alertBody, orgId: 1, state: "alerting", title: "[FIRING:1]" },
    { config: alertConfig },
  ),
  sample(
    "datadog",
    "triggered",
    {
      cycle_key: "8123456789",
      transition: "Triggered",
      date: "1795259000000",
      title: "[Triggered] errors",
      alert_title: "errors of shop",
      priority: "P1",
      link: "https://app.datadoghq.eu/event/1",
      tags: "service:shop,env:production,beta",
      org_id: "11",
    },
    { config: { incidents: { severities: ["P1"] } } },
  ),
];

export const servicenowChange = {
  number: "CHG0030052",
  sys_updated_on: "2026-11-20 09:30:00",
  short_description: "new cart",
  state: "-2",
  approval: "approved",
  type: "emergency",
  risk: "3",
  cmdb_ci: "shop",
  start_date: "2026-11-20 20:00:00",
  end_date: "2026-11-20 21:00:00",
  work_start: "",
  work_end: "",
};

export const servicenowIncident = {
  number: "INC0010001",
  sys_updated_on: "2026-11-20 12:00:00",
  opened_at: "2026-11-20 11:00:00",
  resolved_at: "2026-11-20 11:55:00",
  short_description: "nobody can pay",
  state: "6",
  priority: "1 - Critical",
  cmdb_ci: "shop",
  caused_by: "CHG0030052",
};

export const ticketSamples: readonly Sample[] = [
  sample(
    "servicenow",
    "change_request",
    { table: "change_request", instance: "acme.service-now.com", record: servicenowChange },
    { config: { timeZone: "Europe/Berlin" } },
  ),
  sample("servicenow", "incident", { table: "incident", instance: "acme.service-now.com", record: servicenowIncident }),
  sample(
    "jira",
    "jira:issue_updated",
    {
      timestamp: Date.parse("2026-11-20T09:30:00Z"),
      webhookEvent: "jira:issue_updated",
      user: { displayName: "Mona" },
      issue: {
        key: "OPS-7",
        self: "https://acme.atlassian.net/rest/api/2/issue/10007",
        fields: {
          summary: "new cart",
          status: { name: "Awaiting implementation", statusCategory: { key: "indeterminate" } },
          issuetype: { name: "Emergency change" },
          priority: { name: "High" },
          components: [{ name: "shop" }],
          created: "2026-11-19T10:00:00.000+0200",
          updated: "2026-11-20T11:30:00.000+0200",
          resolutiondate: null,
          customfield_10010: "2026-11-20T20:00:00.000+0000",
        },
      },
      changelog: { items: [{ field: "status", fromString: "Open", toString: "Awaiting implementation" }] },
    },
    {
      config: {
        changeTypes: ["Emergency change"],
        incidentTypes: ["Incident"],
        fields: { plannedStartAt: "customfield_10010" },
      },
    },
  ),
];
