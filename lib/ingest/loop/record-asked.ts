import { setAside } from "../asked-store";
import type { Fact } from "../domain/fact";
import { objectionToFact, storableFact } from "../domain/fact-check";
import { canonicalFact } from "../domain/fact-identity";
import type { SetAside } from "../domain/kept-fact";
import { recordFacts } from "../fact-store";
import type { PolledPage } from "../port";
import { inHalves } from "./in-halves";
import type { IntakeParts } from "./intake-parts";

/**
 * Store what an asked system told on a page. What cannot be read or stored is set aside as a dead delivery of the source and keeps
 * nothing else from being stored. Idempotent: a page that is asked for again changes nothing. Answers how many facts were stored and how
 * many things set aside for the first time. Throws when the database is away.
 */
export async function recordAsked(
  parts: IntakeParts,
  sourceId: string,
  page: Pick<PolledPage, "facts" | "unreadable">,
  nowMs: number,
): Promise<{ readonly stored: number; readonly setAside: number }> {
  const aside: SetAside[] = page.unreadable.map(({ json, words }) => {
    return { text: json, event: "item", outcome: "unreadable_item", words: words.slice(0, 500) };
  });
  const possible: Fact[] = [];
  for (const fact of page.facts) {
    const words = objectionToFact(fact);
    if (words === null) possible.push(fact);
    else aside.push(factAside(fact, "impossible_fact", words));
  }
  const stored = await inHalves<Fact, number>({
    attempt: async (only) => {
      const facts = only ?? possible;
      await parts.transaction((db) => recordFacts(db, [{ sourceId, deliveryId: null, facts }]));
      return facts.length;
    },
    itemsOfFirst: () => possible,
    join: (one, other) => one + other,
    async setAside(fact, error) {
      parts.log.error(
        { err: error, sourceId, subject: fact.subjectKey },
        "a fact that was asked for could not be stored",
      );
      aside.push(factAside(fact, "not_stored", (error instanceof Error ? error.message : String(error)).slice(0, 500)));
      return 0;
    },
  });
  return { stored, setAside: await parts.transaction((db) => setAside(db, sourceId, aside, nowMs)) };
}

function factAside(fact: Fact, outcome: SetAside["outcome"], words: string): SetAside {
  return { text: canonicalFact(storableFact(fact)), event: fact.kind, outcome, words };
}
