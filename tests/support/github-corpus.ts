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

const folders = {
  "github.com": "api.github.com",
  "3.1": "ghes-31",
  "3.2": "ghes-32",
  "3.3": "ghes-33",
  "3.4": "ghes-34",
  "3.5": "ghes-35",
} as const;
type Host = keyof typeof folders;

/** Bodies that GitHub really sent, of github.com and of five versions of its server, or of some of these. */
export function githubCorpus(hosts: readonly Host[] = Object.keys(folders) as Host[]): CorpusBody[] {
  return hosts.flatMap((host) => bodiesOf(host, require(`@octokit/webhooks-examples/${folders[host]}/index.json`)));
}
