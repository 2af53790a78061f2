import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import { EventSourceConfig, type EventSourceView, SignalKind } from "./contract";
import type { EventSourceRow } from "./event-source-read-model";
import { liveSecrets, openSecret } from "./source-secret";

/** A stored source as others see it: without its secrets, but with how many there are. */
export function eventSourceView(row: EventSourceRow, box: SecretBox): EventSourceView {
  const secret = openSecret(box, row.id, row.secret);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: SignalKind.parse(row.kind),
    config: EventSourceConfig.parse(row.config),
    secretCount: liveSecrets(secret).length,
    rotatedAt: secret.previous === undefined ? null : (secret.rotatedAt ?? null),
    isEnabled: row.disabledAt === null,
    hasPollToken: secret.pollToken !== undefined,
    polledAt: row.polledAt?.toISOString() ?? null,
    pollError: row.pollError,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    revision: row.revision,
  };
}
