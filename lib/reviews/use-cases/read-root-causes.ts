import { prismaExecutor } from "@/lib/platform/db/executor";
import { decodeCursor, encodeCursor } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import {
  ListRootCausesInput,
  type RootCauseDetail,
  type RootCauseDuty,
  type RootCausePage,
  RootCauseSubjectInput,
} from "../contract";
import { listDuties } from "../duty-read-model";
import { reviewRulesAt } from "../review-rules-read-model";
import { rootCauseDetail } from "./root-cause-detail";

/** Everything that needs a root cause, with what is owed; overdue ones with `state: "overdue"`. */
export const listRootCauses = defineQuery({
  name: "root-cause.list",
  permission: "review:read",
  input: ListRootCausesInput,
  async handle({ input, db, now }): Promise<RootCausePage> {
    const executor = prismaExecutor(db);
    const duties = await listDuties(executor, (await reviewRulesAt(executor, now)).rules, now);
    const count = (state: NonNullable<typeof input.state>) => duties.filter((one) => isIn(one, state)).length;
    const fitting = duties.filter((one) => input.state === undefined || isIn(one, input.state));
    const start = Number(decodeCursor(input.cursor, /^\d{1,6}$/) ?? 0);
    const end = start + input.limit;
    return {
      items: fitting.slice(start, end),
      nextCursor: fitting.length > end ? encodeCursor(`${end}`) : null,
      counts: {
        missing: count("missing"),
        written: count("written"),
        signed: count("signed"),
        overdue: count("overdue"),
      },
    };
  },
});

function isIn({ duty }: RootCauseDuty, state: "missing" | "written" | "signed" | "overdue"): boolean {
  return state === "overdue" ? duty.isOverdue : duty.state === state;
}

/** The root cause of a breach or a deployment: what is written, what the product knows, what is owed. */
export const getRootCause = defineQuery({
  name: "root-cause.get",
  permission: "review:read",
  input: RootCauseSubjectInput,
  handle: ({ input, db, now, actor }): Promise<RootCauseDetail> =>
    rootCauseDetail(db, { kind: input.subjectKind, id: input.subjectId }, actor, now),
});
