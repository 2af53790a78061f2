/** Header in which pages learn their own path; a hint for the way back after signing in, never a basis for decisions. */
export const requestedPathHeader = "x-signalbox-path";

/** Address of the sign-in page that leads back to `path` afterwards. */
export function signInAddress(path: string | null): string {
  return path && path !== "/" ? `/sign-in?callbackUrl=${encodeURIComponent(path)}` : "/sign-in";
}
