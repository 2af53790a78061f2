/**
 * The one way to write a repository: `host/path`, without scheme, user, port, query and `.git`, the host in lower case.
 * Reads web and clone addresses (`https://github.com/acme/shop.git`, `git@github.com:acme/shop.git`, `ssh://…`) and names
 * without a host (`acme/shop`), which stay as they are. Null when nothing is left.
 */
export function repositoryName(address: string): string | null {
  const text = address.trim();
  const byUrl = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:?#]+)(?::\d+)?\/([^?#]*)/i.exec(text);
  const byScp = byUrl ?? /^(?:[^@/\s]+@)([^:/\s]+):([^?#]*)$/.exec(text);
  const path = trimmed(byScp?.[2] ?? text);
  if (path === "") return null;
  const host = byScp?.[1];
  return host === undefined ? path : `${host.toLowerCase()}/${path}`;
}

function trimmed(path: string): string {
  return path
    .replace(/^\/+/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/i, "");
}
