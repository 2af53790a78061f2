import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

/*
 * Goal: text keeps 4.5:1 and marks 3:1 against every surface they stand on, in both themes (WCAG 1.4.3, 1.4.11).
 * Method: read the tokens from the style sheet itself and compute the ratios.
 */
const css = readFileSync(path.resolve(import.meta.dirname, "../../../app/globals.css"), "utf8");

function tokensOf(scheme: "light" | "dark"): Map<string, string> {
  const block = new RegExp(`\\[data-mantine-color-scheme="${scheme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  return new Map([...block.matchAll(/--sb-([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const tones = ["neutral", "progressing", "waiting", "healthy", "at-risk", "failed"];
const surfaces = ["canvas", "surface", "inset", "overlay", "hover"];
const texts = ["text", "text-muted", "text-faint", "accent-text", ...tones.map((tone) => `${tone}-text`)];
const marks = [
  ...tones.map((tone) => `${tone}-mark`),
  ...[1, 2, 3, 4, 5].map((rank) => `series-${rank}`),
  "baseline",
  "threshold",
];

describe.each(["light", "dark"] as const)("tokens of the %s theme", (scheme) => {
  const tokens = tokensOf(scheme);
  const of = (name: string): string => {
    const value = tokens.get(name);
    if (!value) throw new Error(`no token --sb-${name} in the ${scheme} theme`);
    return value;
  };

  it.each(texts)("%s is readable on every surface", (text) => {
    for (const surface of surfaces) expect(contrast(of(text), of(surface)), surface).toBeGreaterThanOrEqual(4.5);
  });

  it.each(tones)("%s text is readable on its own tint", (tone) => {
    expect(contrast(of(`${tone}-text`), of(`${tone}-soft`))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks)("%s can be told from the plot", (mark) => {
    for (const surface of ["canvas", "surface"]) {
      expect(contrast(of(mark), of(surface)), surface).toBeGreaterThanOrEqual(3);
    }
  });

  it("controls and the focus ring can be seen", () => {
    expect(contrast(of("border-control"), of("surface"))).toBeGreaterThanOrEqual(3);
    expect(contrast(of("focus"), of("canvas"))).toBeGreaterThanOrEqual(3);
    expect(contrast(of("accent-contrast"), of("accent"))).toBeGreaterThanOrEqual(4.5);
  });
});
