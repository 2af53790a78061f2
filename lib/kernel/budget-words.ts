/** From here on nobody pictures a percentage: 114 553.7 % says less than 1 146 times. */
const timesFrom = 1_000;

/**
 * How much of an error budget is left, for a sentence: "20.0 % of the error budget of “Answers” is left". Of one that is overspent, how much
 * was used, for nobody pictures less than nothing: "130.0 % of the error budget is used and nothing is left", "1 146 times the error budget …".
 *
 * @param leftPercent decimal text, 100 to below 0, as `toDecimal` writes it; it is shown with the digits that it has
 * @param of what it is the budget of; left out when absent
 * @param isPast when it is told of another time: "was left"
 */
export function budgetWords(
  leftPercent: string,
  { of, isPast = false }: { of?: string; isPast?: boolean } = {},
): string {
  const verb = isPast ? "was" : "is";
  const budget = `the error budget${of === undefined ? "" : ` of ${of}`}`;
  if (!leftPercent.startsWith("-")) return `${leftPercent} % of ${budget} ${verb} left`;
  const usedPercent = 100 - Number(leftPercent);
  const digits = leftPercent.split(".")[1]?.length ?? 0;
  const used =
    usedPercent < timesFrom
      ? `${usedPercent.toFixed(digits)} % of`
      : `${Math.round(usedPercent / 100)
          .toLocaleString("en-US")
          .replaceAll(",", " ")} times`;
  return `${used} ${budget} ${verb} used and nothing ${verb} left`;
}
