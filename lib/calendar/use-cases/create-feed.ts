import { environmentIdsBySlug } from "@/lib/catalog/service-read-model";
import { requirePerson } from "@/lib/identity/use-cases/guards";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { createToken } from "@/lib/platform/crypto/tokens";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { defineUseCase } from "@/lib/platform/use-case";
import { type CreatedFeed, CreateFeedInput } from "../feed-contract";
import { findFeed, ownTeamId } from "../feed-read-model";
import { countFeeds, insertFeed } from "../feed-store";
import { publishCalendarJob } from "../jobs";

const feedsPerOwner = 20;

/** Make a secret address under which one's own programs read the calendar. It is shown once. */
export const createFeed = defineUseCase({
  name: "feed.create",
  permission: "feed:own",
  input: CreateFeedInput,
  subject: (input) => ({ kind: "feed", id: null, ...(input.name ? { name: input.name } : {}) }),
  remember: (output: CreatedFeed): CreatedFeed => ({ ...output, path: null }),
  async handle({ input, actor, now, tx, ids, enqueue, record, hint }): Promise<CreatedFeed> {
    const person = requirePerson(actor);
    const db = prismaExecutor(tx);
    const places = await placesFor(tx, person.id, input);
    if ((await countFeeds(db, person.id)) >= feedsPerOwner) {
      throw new AppError("rejected", {
        detail: `You have ${feedsPerOwner} feeds. Revoke one that is no longer read.`,
      });
    }
    const id = ids.next("cal");
    const { token, hash } = createToken("feed");
    const kinds = [...new Set(input.kinds)].sort();
    const about = { name: input.name, scope: input.scope, kinds, ...places };
    await insertFeed(db, { id, ownerId: person.id, ...about, tokenHash: hash, fingerprint: token.slice(-4) }, now);
    // Whoever subscribes finds the calendar as it is now, not as it was published last.
    await enqueue(publishCalendarJob, {});
    const made = await findFeed(db, id);
    if (!made) throw new Error("a feed that was just inserted is not there");
    await record({ subject: { kind: "feed", id, name: input.name }, after: about });
    await hint({ topic: "feed", id, revision: 1 });
    return { feed: made.view, path: `/api/calendars/${token}.ics` };
  },
});

interface Places {
  readonly teamId: string | null;
  readonly environmentIds: readonly string[];
}

async function placesFor(
  tx: Tx,
  userId: string,
  input: { readonly scope: string; readonly team: string | null; readonly environments: readonly string[] },
): Promise<Places> {
  const reasons: Reason[] = [];
  const teamId = input.team === null ? null : await ownTeamId(prismaExecutor(tx), userId, input.team);
  if ((input.scope === "team") !== (input.team !== null)) {
    const message = input.scope === "team" ? "Which team?" : "Only a feed of a team names one.";
    const remedy = input.scope === "team" ? "Name one of your teams." : "Leave the team out, or choose the scope team.";
    reasons.push({ code: "team_and_scope", field: "team", message, remedy });
  } else if (input.team !== null && teamId === null) {
    const message = `You are in no team “${input.team}”.`;
    reasons.push({ code: "no_such_team", field: "team", message, remedy: "Name one of your teams." });
  }
  const known = await environmentIdsBySlug(tx, input.environments);
  for (const slug of input.environments.filter((one) => !known.has(one))) {
    const message = `There is no environment “${slug}”.`;
    reasons.push({ code: "unknown_environment", field: "environments", message, remedy: "Correct or remove it." });
  }
  if (reasons.length > 0) {
    throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
  }
  return { teamId, environmentIds: [...new Set(known.values())] };
}
