import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateEventSourceInput, type WithSecretOnce } from "../contract";
import { findEventSource } from "../event-source-read-model";
import { insertEventSource } from "../event-source-store";
import { eventSourceView } from "../event-source-view";
import { assertReadableConfig } from "../readable-config";
import { makeSecret, sealSecret } from "../source-secret";

/** Say who may send signals. Without a secret one is made; it is in the answer this once. */
export const createEventSource = defineUseCase({
  name: "signal-source.create",
  permission: "signal:write",
  input: CreateEventSourceInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  remember: ({ source }: WithSecretOnce): WithSecretOnce => ({ source, secret: null }),
  async handle({ input, tx, ids, runtime, record, hint }): Promise<WithSecretOnce> {
    const { slug, name, kind, config } = input;
    assertReadableConfig(kind, config);
    if (await findEventSource(tx, slug)) {
      throw alreadyTaken("slug", `There is an event source “${slug}” already.`, "Choose another slug.");
    }
    const id = ids.next("evs");
    const secret = input.secret ?? makeSecret();
    await insertEventSource(tx, {
      id,
      slug,
      name,
      kind,
      config,
      secret: sealSecret(runtime.secrets, id, {
        current: secret,
        ...(input.pollToken ? { pollToken: input.pollToken } : {}),
      }),
    });
    await record({
      subject: { kind: "signal_source", id, name: slug },
      after: { slug, name, kind, config },
      detail: { secretMade: input.secret === undefined, hasPollToken: input.pollToken !== undefined },
    });
    await hint({ topic: "signal", id, revision: 1 });
    const created = await findEventSource(tx, slug);
    if (!created) throw new Error("a source that was just created is not there");
    return { source: eventSourceView(created, runtime.secrets), secret: input.secret ? null : secret };
  },
});
