/**
 * Ask again and again until `look` gives something other than false, null or undefined; throw after the deadline, which is
 * ample: a bound that the product promises is asserted with `bestOf`.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { deadlineMs = 20_000, everyMs = 20 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined) return found as Exclude<T, false | null | undefined>;
    if (performance.now() > endsAt) throw new Error(`waited ${deadlineMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
