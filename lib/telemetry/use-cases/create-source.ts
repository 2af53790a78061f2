import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateSourceInput, type SourceView } from "../source-contract";
import { findSource } from "../source-read-model";
import { insertSource } from "../source-store";

/** Say where numbers come from. */
export const createSource = defineUseCase({
  name: "source.create",
  permission: "target:write",
  input: CreateSourceInput,
  subject: (input) => ({ kind: "source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, ids, runtime, record, hint }): Promise<SourceView> {
    const { slug, name, config } = input;
    assertAllowedUrl(config.url, { allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS }, "config.url");
    if (await findSource(tx, slug)) {
      throw alreadyTaken("slug", `There is a source “${slug}” already.`, "Choose another slug, or edit that one.");
    }
    const id = ids.next("src");
    const secret = input.secret
      ? runtime.secrets.seal(input.secret, { table: "metric_source", column: "secret", rowId: id })
      : null;
    await insertSource(tx, { id, slug, name, config, secret });
    await record({
      subject: { kind: "source", id, name: slug },
      after: { slug, name, config, hasSecret: secret !== null },
    });
    await hint({ topic: "source", id, revision: 1 });
    const created = await findSource(tx, slug);
    if (!created) throw new Error("a source that was just created is not there");
    return created;
  },
});
