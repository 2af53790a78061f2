import { expect, test } from "vitest";
import {
  FENCE_ANNOTATION,
  isSameSplit,
  pairOf,
  readNote,
  withNote,
} from "@/lib/traffic/adapters/kubernetes/fence-note";
import { isNewer, isOrdered, KubernetesObject } from "@/lib/traffic/adapters/kubernetes/kubernetes-object";

const object = KubernetesObject.parse({
  metadata: { name: "shop", uid: "1", resourceVersion: "9", labels: { kept: "1" } },
});
const note = { term: Number.MAX_SAFE_INTEGER, epoch: 0, split: { a: 90, b: 10 }, before: { a: 100, b: 0 } };

test("a note is read as it was written, beside what else is on the object", () => {
  const noted = withNote({ ...object, metadata: { ...object.metadata, annotations: { other: "1" } } }, note);
  expect(readNote(noted)).toEqual(note);
  expect(pairOf(readNote(noted))).toEqual({ term: Number.MAX_SAFE_INTEGER, epoch: 0 });
  expect(noted.metadata).toMatchObject({ labels: { kept: "1" }, annotations: { other: "1" } });
  // Byte for byte, so that the same write again is no change.
  expect(withNote(noted, { ...note, split: { b: 10, a: 90 } })).toEqual(noted);
});

test.each([
  undefined,
  "",
  "null",
  "{",
  '{"term":1.5,"epoch":0,"split":{"a":1,"b":99},"before":{"a":1,"b":99}}',
  '{"term":1,"epoch":9007199254740993,"split":{"a":1,"b":99},"before":{"a":1,"b":99}}',
  '{"term":1,"epoch":1}',
])("%j is no note", (text) => {
  const annotations = text === undefined ? undefined : { [FENCE_ANNOTATION]: text };
  expect(readNote({ ...object, metadata: { ...object.metadata, annotations } })).toBeNull();
  expect(pairOf(null)).toBeNull();
});

test("splits are the same within what weights can say", () => {
  expect(isSameSplit({ a: 66.67, b: 33.33 }, { a: 66.6667, b: 33.3333 })).toBe(true);
  expect(isSameSplit({ a: 90, b: 10 }, { a: 89.99, b: 10.01 })).toBe(false);
});

test("versions are compared as numbers of any length; others have no order", () => {
  const at = (resourceVersion: string) => ({ ...object, metadata: { ...object.metadata, resourceVersion } });
  expect(isNewer(at("10"), at("9"))).toBe(true);
  expect(isNewer(at("90071992547409930"), at("90071992547409931"))).toBe(false);
  expect([isOrdered(at("7")), isOrdered(at("v7"))]).toEqual([true, false]);
});
