/**
 * The spellings under which the repository of a catalog address may stand in what senders tell: `host/path`, and `path` alone
 * from senders that do not name the host. Empty when the address is none.
 */
export function repositorySpellings(address: string | null): string[] {
  if (address === null) return [];
  const match = /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?|[^@/\s]+@)?([^/:?#]+)(?::\d+)?[/:]([^?#]+)/i.exec(
    address.trim(),
  );
  const path = (match?.[2] ?? "").replace(/^\/+|\/+$/g, "").replace(/\.git$/i, "");
  const host = match?.[1]?.toLowerCase();
  if (!host || path === "") return [];
  return /[.:]/.test(host) || address.includes("://") ? [`${host}/${path}`, path] : [`${host}/${path}`];
}

/** Does a path of a repository lie in one of these folders? All of it does when no folder is named. */
export function isWithin(path: string, folders: readonly string[]): boolean {
  if (folders.length === 0) return true;
  return folders.some((folder) => {
    const clean = folder.replace(/^\.?\/+|\/+$/g, "");
    return clean === "" || path === clean || path.startsWith(`${clean}/`);
  });
}
