export interface BannedWord {
  readonly what: string;
  readonly pattern: RegExp;
  /** Files that the ban is about. */
  readonly within: RegExp;
  /** Files where it is allowed, with a reason beside it. */
  readonly except?: RegExp;
}

const code = /^(app|components|lib|prisma|tests)\/.*\.(ts|tsx|mjs|cjs)$|^[\w.-]+\.(ts|js)$/;
/** This folder writes the banned words down, to look for them. */
const thisFolder = /^tests\/architecture\//;

/** What must not stand in the repository. */
export const bannedWords: readonly BannedWord[] = [
  {
    what: "unfinished work",
    pattern: /\b(FIXME|TODO|XXX|HACK)\b/,
    within: /./,
    except: /^tests\/architecture\/|^package-lock\.json$/,
  },
  {
    what: "printing outside an entry",
    pattern: /\bconsole\.\w+\(/,
    within: /^(app|components|lib)\//,
    except: /^lib\/entry\//,
  },
  { what: "any", pattern: /\bas any\b|: any\b|<any>|@ts-ignore|@ts-nocheck/, within: code, except: thisFolder },
  {
    what: "a silenced linter rule without a reason",
    pattern: /biome-ignore(?!.*: .*\w{2} \w)/,
    within: code,
    except: thisFolder,
  },
  {
    what: "a test that is left out",
    pattern: /\b(it|test|describe)\.(skip|only|todo|fixme|runIf|skipIf)\b/,
    within: /^tests\//,
    except: thisFolder,
  },
  {
    what: "a sleep in a test",
    pattern: /(?<!\.)\bsetTimeout\(|\bwaitForTimeout\(|timers\/promises/,
    within: /^tests\//,
    // Support waits for conditions with deadlines; benches keep a rhythm; an outage lasts.
    except: /^tests\/(support|bench|chaos|architecture)\//,
  },
  {
    what: "a mock of our own module",
    pattern: /\b(vi|vitest|jest)\.(mock|doMock|hoisted)\(/,
    within: /^tests\//,
    except: thisFolder,
  },
  { what: "chance in a decision", pattern: /\bMath\.random\(/, within: /^lib\/([^/]+\/domain|kernel)\// },
  { what: "chance without a seed in a test", pattern: /\bMath\.random\(/, within: /^tests\//, except: thisFolder },
  {
    what: "a path of somebody's machine",
    pattern: /(^|[\s"'`(=])\/(work|root|home\/\w+|Users\/\w+)\//,
    within: /./,
    except: thisFolder,
  },
  {
    what: "a registry's address",
    pattern: /registry\.(npmjs|yarnpkg)\.|artifactory|verdaccio|"resolved":\s*"http/i,
    within: /./,
    except: /^tests\/architecture\/|^tests\/contract\/package-lock\.test\.ts$/,
  },
];

/** File names that say nothing about what is inside. */
export const bannedFileNames =
  /(^|\/)((utils?|helpers?|misc|common|manager|shared)\.\w+|[\w-]*(-utils?|-helpers?|-manager|\d+)\.(ts|tsx|mjs)|index\.(ts|tsx|mjs|js))$/;

/** Lines of a file that hold a banned word, as "file:line what". */
export function bannedIn(file: string, text: string, words: readonly BannedWord[] = bannedWords): string[] {
  const concerning = words.filter(({ within, except }) => within.test(file) && !except?.test(file));
  if (concerning.length === 0) return [];
  return text
    .split("\n")
    .flatMap((line, at) =>
      concerning.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file}:${at + 1} ${what}`),
    );
}
