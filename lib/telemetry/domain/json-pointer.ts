function unescapeToken(token: string): string {
  return token.replace(/~1/g, "/").replace(/~0/g, "~");
}

/** The text of one part of a pointer that stands for exactly `name`. */
export function escapePointerToken(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}

/** Fill `{{label}}` in a pointer with escaped values. Null when a label is not known. */
export function fillPointer(template: string, values: Readonly<Record<string, string>>): string | null {
  let isComplete = true;
  const pointer = template.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    isComplete &&= value !== undefined;
    return escapePointerToken(value ?? "");
  });
  return isComplete ? pointer : null;
}

function step(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9][0-9]{0,8})$/.test(token) ? value[Number(token)] : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[token];
}

/** What a JSON pointer (RFC 6901) points at; undefined when there is nothing. Inherited properties are not there. */
export function pointAt(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  if (!pointer.startsWith("/")) return undefined;
  return pointer.slice(1).split("/").map(unescapeToken).reduce(step, document);
}
