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

/** Bodies that GitHub really sent, of github.com and of five versions of its server. */
export function githubCorpus(): CorpusBody[] {
  return [
    ...bodiesOf("github.com", require("@octokit/webhooks-examples/api.github.com/index.json")),
    ...bodiesOf("3.1", require("@octokit/webhooks-examples/ghes-31/index.json")),
    ...bodiesOf("3.2", require("@octokit/webhooks-examples/ghes-32/index.json")),
    ...bodiesOf("3.3", require("@octokit/webhooks-examples/ghes-33/index.json")),
    ...bodiesOf("3.4", require("@octokit/webhooks-examples/ghes-34/index.json")),
    ...bodiesOf("3.5", require("@octokit/webhooks-examples/ghes-35/index.json")),
  ];
}
