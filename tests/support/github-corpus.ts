import { createRequire } from "node:module";

interface CorpusSample {
  readonly name: string;
  readonly examples: readonly { readonly action?: string; readonly deleted?: boolean }[];
}

export interface CorpusBody {
  readonly host: string;
  readonly name: string;
  readonly at: number;
  readonly body: CorpusSample["examples"][number];
}

const require = createRequire(import.meta.url);

function bodiesOf(host: string, samples: readonly CorpusSample[]): CorpusBody[] {
  return samples.flatMap(({ name, examples }) => examples.map((body, at) => ({ host, name, at, body })));
}

/** One a line with its whole name, so that tools see which package is used. */
const samples = {
  "github.com": () => require("@octokit/webhooks-examples/api.github.com/index.json"),
  "3.1": () => require("@octokit/webhooks-examples/ghes-31/index.json"),
  "3.2": () => require("@octokit/webhooks-examples/ghes-32/index.json"),
  "3.3": () => require("@octokit/webhooks-examples/ghes-33/index.json"),
  "3.4": () => require("@octokit/webhooks-examples/ghes-34/index.json"),
  "3.5": () => require("@octokit/webhooks-examples/ghes-35/index.json"),
} as const;
type Host = keyof typeof samples;

/** Bodies that GitHub really sent, of github.com and of five versions of its server, or of some of these. */
export function githubCorpus(hosts: readonly Host[] = Object.keys(samples) as Host[]): CorpusBody[] {
  return hosts.flatMap((host) => bodiesOf(host, samples[host]()));
}
