import { CliFailure, type Connection } from "./api";
import { exitCodes } from "./exit-code";
import type { Surroundings } from "./surroundings";

export interface ConnectionOptions {
  readonly url?: string;
  readonly token?: string;
}

async function savedConnection(surroundings: Surroundings): Promise<Partial<Connection>> {
  try {
    const saved: unknown = JSON.parse(await surroundings.readFile(surroundings.settingsFile));
    return typeof saved === "object" && saved !== null ? (saved as Partial<Connection>) : {};
  } catch {
    return {};
  }
}

/** Which server, and as whom: options, then SIGNALBOX_API_URL and SIGNALBOX_API_TOKEN, then what `login` kept. */
export async function connectionOf(surroundings: Surroundings, options: ConnectionOptions): Promise<Connection> {
  const { env } = surroundings;
  const saved = await savedConnection(surroundings);
  // An empty variable counts as absent.
  const url = options.url ?? (env.SIGNALBOX_API_URL || saved.url);
  // A kept token belongs to the kept server and goes to no other.
  const kept = url !== undefined && saved.url === originOf(url) ? saved.token : undefined;
  const token = options.token ?? (env.SIGNALBOX_API_TOKEN || kept);
  if (!url) throw new CliFailure(exitCodes.usage, "Say which server: --url, SIGNALBOX_API_URL or `signalbox login`.");
  if (!token)
    throw new CliFailure(exitCodes.usage, "An API token is needed: SIGNALBOX_API_TOKEN or `signalbox login`.");
  return { url: originOf(url), token };
}

/** The origin of an address people gave. Throws CliFailure for what is none. */
export function originOf(text: string): string {
  const url = URL.parse(text);
  if (url && (url.protocol === "https:" || url.protocol === "http:")) return url.origin;
  throw new CliFailure(
    exitCodes.usage,
    `“${text}” is not the address of a server; write it as https://signalbox.example.`,
  );
}

/** Keep server and token for later commands of this user. */
export async function saveConnection(surroundings: Surroundings, connection: Connection): Promise<void> {
  await surroundings.writeSecretFile(surroundings.settingsFile, `${JSON.stringify(connection)}\n`);
}
