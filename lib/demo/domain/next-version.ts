const numbered = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

/** The number for the next build of a service: the highest minor of the highest major, plus one. Other names do not count. */
export function nextVersion(known: readonly string[]): string {
  const numbers = known.flatMap((name) => {
    const [, major, minor] = numbered.exec(name) ?? [];
    return major === undefined ? [] : [{ major: Number(major), minor: Number(minor) }];
  });
  const newest = numbers.reduce(
    (best, next) => (next.major > best.major || (next.major === best.major && next.minor > best.minor) ? next : best),
    { major: 1, minor: -1 },
  );
  return `${newest.major}.${newest.minor + 1}.0`;
}
