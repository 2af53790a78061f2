/** Part of the working week that a local time falls in. `weekday` is 1 Monday to 7 Sunday. */
export function timeOfWeek(weekday: number, hour: number): string {
  if (weekday >= 6) return "weekend";
  if (weekday === 5 && hour >= 13) return "Friday afternoon";
  if (hour >= 20 || hour < 7) return "night";
  return "working day";
}
