import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetTermsInput, type TermsView } from "../contract";
import { lockSprintCalendar } from "../sprint-read-model";
import { loadTerms, termsView } from "../terms-read-model";
import { saveTerms } from "../terms-store";
import { keepBook, openBook } from "./change-book";
import { requireEnvironment } from "./find-wished";

/** Say what an environment grants to reservations, whether releases need one, and whose sprints go there. What is granted stays granted. */
export const setTerms = defineUseCase({
  name: "environment.set_terms",
  permission: "reservation:manage",
  input: SetTermsInput,
  subject: (input) => ({ kind: "environment", id: input.slug ?? null }),
  async handle(context): Promise<TermsView> {
    const { input, tx, actor, now, record, hint } = context;
    const db = prismaExecutor(tx);
    const environment = await requireEnvironment(db, input.slug);
    const { sprintCalendar } = input;
    // Held, so that nobody takes it away meanwhile.
    if (sprintCalendar !== null && !(await lockSprintCalendar(db, sprintCalendar, now))) {
      const message = `There is no sprint calendar ${sprintCalendar}.`;
      throw invalidField("sprintCalendar", message, "Choose one that is there, or make it first.");
    }
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
