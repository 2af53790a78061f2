import type { Assertion, JourneyStep, Taking } from "../contract";

/*
 * Headers, taken values and assertions as lines of text, as a person types them: one a line.
 *
 *   Accept: application/json
 *   cart = json $.id              token = header X-Token         id = body order/(\d+)
 *   status 200 201                json $.state equals ready      header Content-Type contains json
 *   body contains Welcome         time 500
 */

export type Lines<Item> =
  | { readonly ok: true; readonly items: Item[] }
  | { readonly ok: false; readonly error: string };

function read<Item>(text: string, one: (line: string) => Item | null, form: string): Lines<Item> {
  const items: Item[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const item = one(line);
    if (item === null) return { ok: false, error: `Line ${index + 1} cannot be read. Write ${form}.` };
    items.push(item);
  }
  return { ok: true, items };
}

type Header = JourneyStep["headers"][number];

/** Headers of lines `Name: value`. */
export function readHeaders(text: string): Lines<Header> {
  const one = (line: string): Header | null => {
    const found = /^([^\s:]+)\s*:\s*(.*)$/.exec(line);
    return found ? { name: found[1] ?? "", value: found[2] ?? "" } : null;
  };
  return read(text, one, "a header as Name: value");
}

export function writeHeaders(headers: readonly Header[]): string {
  return headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
}

/** Takings of lines `name = json $.path`, `name = header Name`, `name = body pattern`. */
export function readTakings(text: string): Lines<Taking> {
  const one = (line: string): Taking | null => {
    const found = /^([A-Za-z0-9_]+)\s*=\s*(json|header|body)\s+(.+)$/.exec(line);
    if (!found) return null;
    const [, variable = "", from, rest = ""] = found;
    if (from === "json") return { from, variable, path: rest };
    return from === "header" ? { from, variable, name: rest } : { from: "body", variable, pattern: rest };
  };
  return read(text, one, "name = json $.path, name = header Name, or name = body pattern");
}

export function writeTakings(takings: readonly Taking[]): string {
  return takings
    .map((one) => {
      const rest = one.from === "json" ? one.path : one.from === "header" ? one.name : one.pattern;
      return `${one.variable} = ${one.from} ${rest}`;
    })
    .join("\n");
}

/** Assertions of lines such as `status 200` and `json $.state equals ready`. */
export function readAssertions(text: string): Lines<Assertion> {
  return read(
    text,
    readAssertion,
    "status 200, json $.path equals value, header Name contains value, body contains value, or time 500",
  );
}

function readAssertion(line: string): Assertion | null {
  const status = /^status((?:\s+\d{3})+)$/.exec(line);
  if (status) return { of: "status", isOneOf: (status[1] ?? "").trim().split(/\s+/).map(Number) };
  const time = /^time\s+(\d{1,6})$/.exec(line);
  if (time) return { of: "time", atMostMs: Number(time[1]) };
  const body = /^body\s+(contains|matches|lacks)\s+(.+)$/.exec(line);
  if (body) return { of: "body", is: body[1] as "contains", value: body[2] ?? "" };
  const other = /^(json|header)\s+(\S+|\$\S*\[".+?"\]\S*)\s+(equals|contains|matches)\s+(.+)$/.exec(line);
  if (!other) return null;
  const [, of, where = "", is, value = ""] = other;
  const rest = { is: is as "equals", value };
  return of === "json" ? { of, path: where, ...rest } : { of: "header", name: where, ...rest };
}

export function writeAssertions(assertions: readonly Assertion[]): string {
  return assertions.map(writeAssertion).join("\n");
}

function writeAssertion(assertion: Assertion): string {
  switch (assertion.of) {
    case "status":
      return `status ${assertion.isOneOf.join(" ")}`;
    case "time":
      return `time ${assertion.atMostMs}`;
    case "body":
      return `body ${assertion.is} ${assertion.value}`;
    case "json":
      return `json ${assertion.path} ${assertion.is} ${assertion.value}`;
    case "header":
      return `header ${assertion.name} ${assertion.is} ${assertion.value}`;
  }
}
