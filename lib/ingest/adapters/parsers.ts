import type { SignalParser } from "../port";
import { alertmanagerParser, grafanaParser } from "./alertmanager/parser";
import { azureDevopsParser } from "./azure-devops/parser";
import { cdeventsParser, cloudeventsParser } from "./cloudevents/parser";
import { datadogParser } from "./datadog/parser";
import { githubParser } from "./github/parser";
import { gitlabParser } from "./gitlab/parser";
import { jenkinsParser } from "./jenkins/parser";
import { jiraParser } from "./jira/parser";
import { pagerdutyParser } from "./pagerduty/parser";
import { servicenowParser } from "./servicenow/parser";
import { standardWebhooksParser } from "./standard-webhooks/parser";

/** Every vendor that we understand. */
export const vendorParsers: readonly SignalParser[] = [
  githubParser,
  gitlabParser,
  jenkinsParser,
  azureDevopsParser,
  pagerdutyParser,
  alertmanagerParser,
  grafanaParser,
  datadogParser,
  servicenowParser,
  jiraParser,
  cdeventsParser,
  cloudeventsParser,
  standardWebhooksParser,
];
