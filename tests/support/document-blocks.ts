import { readFile } from "node:fs/promises";

export interface CodeBlock {
  /** What stands behind the three backquotes, for example `yaml gitlab`. */
  readonly info: string;
  readonly text: string;
}

/** The fenced code blocks of a Markdown file, in order. */
export async function readCodeBlocks(file: string): Promise<CodeBlock[]> {
  const markdown = await readFile(file, "utf8");
  return [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, info = "", text = ""]) => ({ info, text }));
}
