import { z } from "zod";
import { Slug, Timestamp, title, wholeNumber } from "@/lib/platform/fields";
import { isComparable, isRange } from "./domain/version-range";

/** What browsers and machines send and get about dependencies between services. Client-safe. */

const VersionName = z.string().trim().min(1, "Name the version.").max(100, "Use at most 100 characters.");
const Range = z
  .string()
  .trim()
  .max(200, "Use at most 200 characters.")
  .refine(isRange, "Give a range of versions: ^2.1.0, >=1.4 <3, 2.x, or * for every version.");
/** One version by its name, or a range. */
const Versions = z
  .string()
  .trim()
  .min(1, "Name a version, give a range, or * for every version.")
  .max(200, "Use at most 200 characters.")
  .refine(
    (text) => isRange(text) || !/[\s<>=^~*|]/.test(text),
    "Name a version, give a range, or * for every version.",
  );
const Evidence = z
  .string()
  .trim()
  .min(1, "Say where it stands, or leave it out.")
  .max(500, "Use at most 500 characters.");
const Reason = title(1_000);
const Id = z.string().min(1, "Give the id.").max(64);
const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });

/** Is this the name of one version, rather than a range? `1.2.3` is both, and means the version. */
export function isExactVersion(versions: string): boolean {
  return isComparable(versions) || !isRange(versions);
}

const NeedInput = z.strictObject({ service: Slug, range: Range });
export const DeclareNeedsInput = z.strictObject({
  slug: Slug,
  versions: Versions.default("*"),
  environment: Slug.nullable().default(null),
  /** `catalog`: from the file that lies in the service's repository. */
  origin: z.enum(["catalog", "api"], "Write catalog or api.").default("api"),
  /** Everything that these versions need; an empty list says that they need nothing. */
  needs: z
    .array(NeedInput, "Send a list; an empty one says that nothing is needed.")
    .max(100, "Send at most 100 needs.")
    .superRefine((needs, context) => {
      const seen = new Set<string>();
      for (const [index, { service }] of needs.entries()) {
        if (seen.has(service)) {
          const message = "This service is named twice; join its ranges with a space (both) or || (either).";
          context.addIssue({ code: "custom", path: [index, "service"], message });
        }
        seen.add(service);
      }
    }),
  /** Where it stands: a file and commit, an address. */
  evidence: Evidence.optional(),
});
export const RemoveDeclarationInput = z.strictObject({
  id: Id,
  revision: wholeNumber(1, 2_147_483_647),
  reason: Reason,
});
export const ListDeclarationsInput = z.strictObject({ slug: Slug });

export const DeclarationView = z.object({
  id: z.string(),
  service: z.string(),
  versions: z.string(),
  environment: Place.nullable(),
  origin: z.enum(["catalog", "api"]),
  needs: z.array(z.object({ service: z.string(), range: z.string() })),
  evidence: z.string().nullable(),
  saidBy: z.string(),
  saidAt: at,
  confirmedAt: at,
  revision: z.number(),
});
export type DeclarationView = z.infer<typeof DeclarationView>;
export const DeclarationList = z.object({ items: z.array(DeclarationView) });
export type DeclarationList = z.infer<typeof DeclarationList>;
export const DeclaredNeeds = DeclarationView.extend({
  /** Nothing was different; that it still holds is known now. */
  isUnchanged: z.boolean(),
});
export type DeclaredNeeds = z.infer<typeof DeclaredNeeds>;
export const RemovedDeclaration = z.object({ id: z.string() });

export const PushContractResultsInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        consumer: Slug,
        consumerVersion: VersionName,
        provider: Slug,
        providerVersion: VersionName,
        verified: z.boolean("Write true or false."),
        evidence: Evidence.optional(),
      }),
    )
    .min(1, "Send at least one result.")
    .max(200, "Send at most 200 results."),
});
export const PushedContractResults = z.object({ taken: z.number() });

export const StateRunningInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        service: Slug,
        environment: Slug,
        /** Every version that has traffic; an empty list says that nothing runs. */
        versions: z.array(VersionName).max(10, "Name at most 10 versions."),
      }),
    )
    .min(1, "Send at least one service.")
    .max(500, "Send at most 500 at once."),
  evidence: Evidence.optional(),
});
export const StatedRunning = z.object({ taken: z.number() });

export const IgnoreNeedInput = z.strictObject({
  consumer: Slug,
  /** Null: everything that the consumer needs, and that nobody said what it needs. */
  provider: Slug.nullable(),
  environment: Slug.nullable().default(null),
  reason: Reason,
  until: Timestamp,
});
export const EndIgnoreInput = z.strictObject({ id: Id, reason: Reason });
export const ListIgnoresInput = z.strictObject({});
export const IgnoreView = z.object({
  id: z.string(),
  consumer: Place,
  provider: Place.nullable(),
  environment: Place.nullable(),
  reason: z.string(),
  ignoredBy: z.string(),
  at,
  until: at,
});
export type IgnoreView = z.infer<typeof IgnoreView>;
export const IgnoreList = z.object({ items: z.array(IgnoreView) });
export type IgnoreList = z.infer<typeof IgnoreList>;

const MoveList = z
  .array(
    z.strictObject({
      service: Slug,
      /** Null: the service goes away. */
      version: VersionName.nullable(),
    }),
  )
  .min(1, "Name at least one service.")
  .max(50, "Name at most 50 services.")
  .superRefine((moves, context) => {
    const seen = new Set<string>();
    for (const [index, { service }] of moves.entries()) {
      if (seen.has(service)) {
        context.addIssue({ code: "custom", path: [index, "service"], message: "Name each service once." });
      }
      seen.add(service);
    }
  });

/** In an address: `service@version`, or `service@` when it goes away, with commas between. */
function movesOfText(given: string | unknown[]): unknown {
  if (typeof given !== "string") return given;
  const texts = given.split(",").filter((text) => text.trim() !== "");
  return texts.map((move) => {
    const [service = "", ...version] = move.trim().split("@");
    return { service, version: version.join("@") || null };
  });
}
export const AskReleaseInput = z.strictObject({
  environment: Slug,
  moves: z
    .union([z.string(), z.array(z.unknown())])
    .transform(movesOfText)
    .pipe(MoveList),
});

const Answer = z.enum(["yes", "no", "unknown"]);
const MoveView = z.object({ service: z.string(), version: z.string().nullable() });
export const LinkView = z.object({
  consumer: z.string(),
  consumerVersion: z.string(),
  provider: z.string(),
  /** Null: none runs, or nobody knows. */
  providerVersion: z.string().nullable(),
  answer: Answer,
  cause: z.string(),
  range: z.string().nullable(),
  origin: z.enum(["catalog", "api", "contract", "traces"]),
  evidence: z.string().nullable(),
  saidAt: at,
});
export type LinkView = z.infer<typeof LinkView>;

export const FindingView = z.object({
  answer: Answer,
  /** The chain from what moves to what is broken or unknown, in words. */
  sentence: z.string(),
  nextAction: z.string(),
  chain: z.array(LinkView),
});
export type FindingView = z.infer<typeof FindingView>;

export const ReleaseAnswer = z.object({
  environment: Place,
  moves: z.array(MoveView),
  answer: Answer,
  sentence: z.string(),
  /** What is broken first, the shortest chain first; at most 50. */
  findings: z.array(FindingView),
  findingCount: z.number(),
  ignored: z.array(FindingView.extend({ id: z.string(), reason: z.string(), by: z.string(), until: at })),
  checkedLinks: z.number(),
  answeredAt: at,
});
export type ReleaseAnswer = z.infer<typeof ReleaseAnswer>;

const StageView = z.object({ moves: z.array(MoveView), sentence: z.string() });
export const ReleasePlanView = z.object({
  environment: Place,
  moves: z.array(MoveView),
  isPossible: z.boolean(),
  sentence: z.string(),
  /** In order. A stage of several moves is one switch, because no order of them is safe. */
  stages: z.array(StageView),
  /** The way back, in order: the stages from the last to the first. */
  rollback: z.array(StageView),
  /** Which moves wait for which, and why. */
  precedences: z.array(z.object({ first: z.string(), second: z.string(), because: z.string() })),
  /** What would be broken at the end, whatever the order. */
  broken: z.array(FindingView),
  /** What nobody can judge on the way or at the end. */
  unknown: z.array(FindingView),
  /** The fewest further moves with which nothing is broken; null: not needed, or none found among the newest versions. */
  completion: z.array(MoveView).nullable(),
});
export type ReleasePlanView = z.infer<typeof ReleasePlanView>;

export const GetGraphInput = z.strictObject({
  environment: Slug.optional(),
  /** Only what is near this one. */
  service: Slug.optional(),
  hops: wholeNumber(1, 10).default(2),
  show: z.enum(["all", "violated"], "Write all or violated.").default("all"),
});
export const GraphView = z.object({
  environment: Place.nullable(),
  service: z.string().nullable(),
  nodes: z.array(
    Place.extend({
      tier: z.number(),
      team: z.string().nullable(),
      /** Null: nobody said what runs of it; empty: nothing does. */
      running: z.array(z.string()).nullable(),
      coverage: z.enum(["known", "other_versions", "seen", "nothing"]),
      /** How many services need it, directly or through others. */
      dependents: z.number(),
    }),
  ),
  edges: z.array(
    z.object({
      consumer: z.string(),
      provider: z.string(),
      answer: Answer,
      isIgnored: z.boolean(),
      sentence: z.string(),
      saidAt: at,
      links: z.array(LinkView),
    }),
  ),
  /** What a bad release of the chosen service may hurt, nearest first. */
  blastRadius: z.array(Place.extend({ steps: z.number() })),
  summary: z.object({
    services: z.number(),
    known: z.number(),
    goalPercent: z.number(),
    violated: z.number(),
    unknown: z.number(),
    edges: z.number(),
  }),
  answeredAt: at,
});
export type GraphView = z.infer<typeof GraphView>;
