import { AppError } from "@/lib/kernel/app-error";
import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditSourceInput, type SourceView } from "../source-contract";
import { findSource } from "../source-read-model";
import { saveSource } from "../source-store";

/** A stored secret is bound to the origin it was given for. */
function assertSecretStays(before: SourceView, url: string | undefined, hasNewSecret: boolean): void {
  if (!url || hasNewSecret || !before.hasSecret || new URL(url).origin === new URL(before.config.url).origin) return;
  const message = "The address changed, so the token is needed again.";
  throw new AppError("invalid_input", {
    detail: message,
    reasons: [{ code: "secret_required", field: "secret", message, remedy: "Enter the token of the new address." }],
  });
}

/** Change a metric source. */
export const editSource = defineUseCase({
  name: "source.edit",
  permission: "target:write",
  input: EditSourceInput,
  subject: (input) => ({ kind: "source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, runtime, record, hint }): Promise<SourceView> {
    const before = await findSource(tx, input.slug);
    if (!before) throw new AppError("not_found", { detail: "There is no such metric source." });
    const { config, name } = input;
    if (config)
      assertAllowedUrl(config.url, { allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS }, "config.url");
    assertSecretStays(before, config?.url, input.secret !== undefined);
    const place = { table: "metric_source", column: "secret", rowId: before.id };
    const secret = input.secret ? runtime.secrets.seal(input.secret, place) : undefined;
    if (!(await saveSource(tx, input, { name, config, secret })))
      throw new AppError("stale_state", { detail: "The source changed while you were editing.", current: before });
    const after = await findSource(tx, input.slug);
    if (!after) throw new Error("a source vanished in its own transaction");
    await record({
      subject: { kind: "source", id: after.id, name: after.slug },
      before,
      after,
      detail: { secretChanged: input.secret !== undefined },
    });
    await hint({ topic: "source", id: after.id, revision: after.revision });
    return after;
  },
});
