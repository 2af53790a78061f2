const forPages = ["GET", "HEAD", "POST"] as const;
const forAssets = ["GET", "HEAD"] as const;
const forTheApi = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Files that are sent as they are: what the build made, and the icons beside `app/layout.tsx`. */
const asset = /^\/_next\/|^\/[\w-]+\.(?:svg|ico)$/;

/** Where OTLP's exporters send to; the path is theirs to choose. */
const otlp = /^\/v1\/(?:traces|metrics)$/;

/** What stands at an address, by its form alone. */
export function addressKind(pathname: string): "page" | "asset" | "api" {
  if (pathname === "/api" || pathname.startsWith("/api/") || otlp.test(pathname)) return "api";
  return asset.test(pathname) ? "asset" : "page";
}

/**
 * Methods that may be asked of an address at all. Pages are read, and POST carries server actions; the framework would
 * render a page for any other word, too. Of the API these are all the methods that an operation can have; which of them
 * an address has is what its route exports, and the framework refuses the others.
 */
export function servedMethods(pathname: string): readonly string[] {
  return { page: forPages, asset: forAssets, api: forTheApi }[addressKind(pathname)];
}
