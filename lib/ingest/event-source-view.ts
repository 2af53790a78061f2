import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import { EventSourceConfig, type EventSourceView, SignalKind } from "./contract";
import type { EventSourceRow } from "./event-source-read-model";
import { liveSecrets, openSecret } from "./source-secret";

/** A stored source as others see it: without its secrets, but with how many there are. */
export function eventSourceView(row: EventSourceRow, box: SecretBox): EventSourceView {
  const secret = row.secret === null ? null : openSecret(box, row.id, row.secret);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    kind: SignalKind.parse(row.kind),
    config: EventSourceConfig.parse(row.config),
    secretCount: secret === null ? 0 : liveSecrets(secret).length,
    rotatedAt: secret?.previous === undefined ? null : (secret.rotatedAt ?? null),
    isEnabled: row.disabledAt === null,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    revision: row.revision,
  };
}
