import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetTermsInput, type TermsView } from "../contract";
import { loadTerms, termsView } from "../terms-read-model";
import { saveTerms } from "../terms-store";
import { keepBook, openBook } from "./change-book";
import { requireEnvironment, requireZone } from "./find-wished";

/** Say what an environment grants to reservations, whether releases need one, and how its sprints go. What is granted stays granted. */
export const setTerms = defineUseCase({
  name: "environment.set_terms",
  permission: "reservation:manage",
  input: SetTermsInput,
  subject: (input) => ({ kind: "environment", id: input.slug ?? null }),
  async handle(context): Promise<TermsView> {
    const { input, tx, actor, now, record, hint } = context;
    const db = prismaExecutor(tx);
    const environment = await requireEnvironment(db, input.slug);
    if (input.sprint) requireZone(input.sprint.timeZone, "sprint.timeZone");
    // What happened so far happened by the terms so far.
    const book = await openBook(context, environment.id);
    const before = termsView(book.terms);
    requireRevision(before, input.revision);
    await keepBook(context, { book, after: book.now, happenings: [], about: null });
    await saveTerms(db, { environmentId: environment.id, terms: input, by: actor.name, at: now });
    const after = termsView(await loadTerms(db, environment.id));
    const subject = { kind: "environment", id: environment.slug, name: environment.name };
    await record({ subject, reason: input.reason, before, after });
    await hint({ topic: "reservation", id: environment.slug, revision: after.revision });
    return after;
  },
});
