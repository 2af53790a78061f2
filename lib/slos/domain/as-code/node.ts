import type { Fault } from "./spec";

const spelling = "Remove it, or check its spelling.";

/**
 * A part of a parsed document that remembers which of its fields were looked at, so that what nobody looked at is named and never
 * dropped in silence. Faults of all parts gather in one list.
 */
export class DocumentNode {
  readonly path: string;
  readonly faults: Fault[];
  private readonly fields: ReadonlyMap<string, unknown>;
  private readonly seen = new Set<string>();
  private readonly children: DocumentNode[] = [];

  constructor(value: unknown, path = "", faults: Fault[] = []) {
    this.path = path;
    this.faults = faults;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    this.fields = new Map(isObject ? Object.entries(value) : []);
    if (!isObject) this.add(path, "This must hold fields.", "Write it as a mapping of names to values.");
  }

  at(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  /** Note a fault that blocks. */
  fault(name: string, message: string, remedy: string): void {
    this.add(this.at(name), message, remedy);
  }

  /** Note what is left out without changing what is promised. */
  note(name: string, message: string, remedy: string): void {
    this.faults.push({ path: this.at(name), message, remedy, isBlocking: false });
  }

  /** The raw value of a field, which counts as looked at; undefined when absent or null. */
  raw(name: string): unknown {
    this.seen.add(name);
    return this.fields.get(name) ?? undefined;
  }

  /** Whether a field says anything: an empty list or mapping does not. */
  has(name: string): boolean {
    const value = this.fields.get(name);
    if (value === undefined || value === null) return false;
    return typeof value !== "object" || Object.keys(value).length > 0;
  }

  /** Text, or undefined when absent; a fault for anything else. */
  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "string") return value;
    this.fault(name, "This must be text.", "Put it into quotation marks.");
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
    this.fault(name, "This must be a number.", "Write it as a number, without quotation marks.");
    return undefined;
  }

  /** A part of its own; undefined when absent. */
  child(name: string): DocumentNode | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    return this.remember(new DocumentNode(value, this.at(name), this.faults));
  }

  /** The parts of a list; empty when absent. */
  list(name: string): DocumentNode[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.fault(name, "This must be a list.", "Begin each entry with a dash.");
      return [];
    }
    return value.map((one, index) => this.remember(new DocumentNode(one, this.at(`${name}.${index}`), this.faults)));
  }

  /** Fields that the product does not have and does not need: said, not kept. */
  leaveOut(names: readonly string[], why: string): void {
    for (const name of names) {
      if (this.has(name)) this.note(name, why, "Keep it in the file if others read it; nothing is promised by it.");
      this.seen.add(name);
    }
  }

  /** Names of the fields that nobody looked at yet. */
  others(): string[] {
    return [...this.fields.keys()].filter((name) => !this.seen.has(name));
  }

  /** Fields that would change what is promised and cannot be said here. */
  refuse(names: readonly string[], message: string, remedy: string): void {
    for (const name of names) {
      if (this.raw(name) !== undefined) this.fault(name, message, remedy);
      this.seen.add(name);
    }
  }

  /** Name every field, here and below, that nobody looked at. */
  finish(): void {
    for (const name of this.fields.keys()) {
      if (!this.seen.has(name)) this.fault(name, "This field is not known here.", spelling);
    }
    for (const child of this.children) child.finish();
  }

  private remember(child: DocumentNode): DocumentNode {
    this.children.push(child);
    return child;
  }

  private add(path: string, message: string, remedy: string): void {
    this.faults.push({ path: path || "document", message, remedy, isBlocking: true });
  }
}
