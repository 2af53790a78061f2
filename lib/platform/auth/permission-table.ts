import { allPermissions, permissions, type Role, roles, roleTitles } from "./permissions";

const begin = "<!-- permission table: begin -->";
const end = "<!-- permission table: end -->";

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** The table role × permission as Markdown, for `docs/security.md`. */
export function permissionTable(): string {
  const head = ["permission", "lets", ...roles.map((role) => roleTitles[role])];
  const lines = allPermissions.map((permission) => {
    const { does, roles: holders } = permissions[permission] as { does: string; roles: readonly Role[] };
    return row([`\`${permission}\``, does, ...roles.map((role) => (holders.includes(role) ? "✓" : ""))]);
  });
  return [row(head), row(head.map((_, column) => (column < 2 ? "---" : ":-:"))), ...lines].join("\n");
}

/** `document` with the table between its marks brought up to date. Throws when the marks are missing. */
export function withPermissionTable(document: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the marks ${begin} and ${end} are missing`);
  return `${document.slice(0, from)}${begin}\n\n${permissionTable()}\n\n${document.slice(to)}`;
}
