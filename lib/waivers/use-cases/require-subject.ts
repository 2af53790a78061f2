import type { SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import type { WaiverKind } from "../port";
import { isSubjectThere } from "../subject-read-model";

interface Asked {
  readonly kind: WaiverKind;
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
}

const remedies: Readonly<Record<WaiverKind, string>> = {
  freeze: "Give the id of a window that applies here, or * for every one.",
  objective: "Give the slug of an objective of this service in this environment, or * for every one.",
  promise: "Give the slug of an objective of this service in this environment, or * for new ones too.",
  gate: "Give the kind of a requirement that applies here, or * for every one.",
  change_ticket: "Write *: a waiver of this kind is for every deployment here.",
  budget_policy: "Give the slug of a policy, or * for every one.",
};

/** The rule that is to be bent must be one that applies here. Throws `invalid_input`. */
export async function requireSubject(db: SqlExecutor, asked: Asked): Promise<void> {
  if (asked.subject === "*" || (await isSubjectThere(db, asked))) return;
  throw invalidField("subject", `“${asked.subject}” is no rule of this kind here.`, remedies[asked.kind]);
}
