import { alertSamples, azureSamples, pagerdutySamples, ticketSamples } from "./operations-samples";
import { githubSamples, gitlabSamples, jenkinsSamples, type Sample } from "./signal-samples";

export const allSamples: readonly Sample[] = [
  ...githubSamples,
  ...gitlabSamples,
  ...jenkinsSamples,
  ...azureSamples,
  ...pagerdutySamples,
  ...alertSamples,
  ...ticketSamples,
];
