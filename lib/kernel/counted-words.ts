/** A length of counted time (ms) in hours and whole minutes. Never in days: a day of business hours is no day of the calendar. */
export function countedWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * What is left of a target in whole minutes, or above it. What is left is rounded up, since what is used is cut: both are the target
 * together, which is of whole minutes. Less than a minute above it is said as such, for it is above it.
 */
export function leftWords(remainingMs: number): string {
  if (remainingMs >= 0) return `${countedWords(Math.ceil(remainingMs / 60_000) * 60_000)} left`;
  return remainingMs > -60_000 ? "less than 1 min over" : `${countedWords(-remainingMs)} over`;
}
