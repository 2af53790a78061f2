import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What each row of the list of security checks asks for, in a few words. */
export const checks: readonly string[] = [
  "sign-in throttled per account and address",
  "no default account, weak secrets refused",
  "second factor before acting",
  "password length and list",
  "argon2id, same time for unknown users",
  "one-time codes once",
  "sessions hashed, renewed",
  "idle and absolute end on the database's clock",
  "disable and sign-out end everything",
  "password asked again",
  "OIDC state, nonce, PKCE, issuer and subject",
  "redirects stay on the site",
  "one table of role × action",
  "object and tenant in the query",
  "no authorisation in the proxy",
  "requester is not approver",
  "approval bound to content",
  "roles read on each request",
  "field allow-lists",
  "no step skipped",
  "break-glass",
  "idempotency keys",
  "server actions through one door",
  "same-origin commands",
  "reads change nothing",
  "patched server components",
  "no secret in pages",
  "no image or upgrade proxy",
  "no-store",
  "forwarded headers not believed",
  "Content-Security-Policy with nonces",
  "security headers",
  "cookie attributes",
  "hostile text harmless",
  "Markdown and links",
  "content types of answers",
  "outbound address block",
  "no DNS rebinding",
  "no redirects followed",
  "private networks by list",
  "time and size bounds outwards",
  "secret bound to its origin",
  "PromQL escaped",
  "HAProxy commands escaped",
  "Kubernetes paths",
  "GitHub signatures",
  "GitLab tokens",
  "PagerDuty signatures",
  "Standard Webhooks",
  "webhook duplicates",
  "webhook order",
  "webhook size and time",
  "webhook secret rotation",
  "token form and hash",
  "token scope and expiry",
  "tokens never in addresses or logs",
  "a token cannot widen itself",
  "secrets encrypted, bound to their row",
  "secrets write-only",
  "secrets in no log",
  "no SQL from strings",
  "CSV and XLSX cells",
  "iCal text",
  "one log line an entry",
  "no prototype pollution",
  "no runaway expressions",
  "unknown and double parameters",
  "import bounds",
  "refusals on record",
  "audit append-only for the application",
  "hash chain and checkpoints",
  "change and record in one transaction",
  "errors show an id only",
  "database time",
  "token buckets, closed when the database is away",
  "no request smuggling",
  "nothing hidden is served",
  "SBOM and lock file",
  "database roles",
  "TLS verified",
  "every outbound bounded",
  "retention",
  "backup and restore drill",
  "races",
];

/** Rows that nothing built so far is concerned by, or that come later, with the reason. */
export const later: Readonly<Record<number, string>> = {
  3: "a second factor is not built yet",
  6: "one-time codes are not built yet",
  14: "one organisation an installation so far; ids are checked in the query",
  50: "webhooks in come later",
  51: "webhooks in come later",
  52: "webhooks in come later",
  71: "the hash chain and its checkpoints come with compliance",
  79: "one run-time role; separate roles for web and worker come with leases",
  82: "retention by class comes with compliance",
};

const root = path.resolve(import.meta.dirname, "../..");
const mention = /\brows? (\d+(?:(?:, | and |, and )\d+)*)|\bsecurity (\d+):/g;

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|spec)\.ts$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Row → the tests that name it in a title or in their goal. */
export function testedRows(): Map<number, string[]> {
  const found = new Map<number, Set<string>>();
  for (const file of ["unit", "integration", "contract", "architecture", "e2e"].flatMap((kind) =>
    filesBelow(`tests/${kind}`),
  )) {
    for (const match of readFileSync(path.join(root, file), "utf8").matchAll(mention)) {
      for (const row of (match[1] ?? match[2] ?? "").match(/\d+/g) ?? []) {
        const number = Number(row);
        if (number < 1 || number > checks.length) continue;
        found.set(number, (found.get(number) ?? new Set()).add(file));
      }
    }
  }
  return new Map([...found].map(([row, files]) => [row, [...files].sort()]));
}

/** The table of docs/security-checks.md. */
export function securityTable(): string {
  const tested = testedRows();
  const rows = checks.map((check, index) => {
    const row = index + 1;
    const files = tested.get(row);
    const state = files ? files.map((file) => `\`${file}\``).join(", ") : `later: ${later[row] ?? "?"}`;
    return `| ${row} | ${check} | ${state} |`;
  });
  return ["| row | check | test that names the row |", "|---|---|---|", ...rows].join("\n");
}
