import { describe, expect, it } from "vitest";
import { personKeyOf, systemActor, type TokenActor } from "@/lib/platform/auth/actor";
import { approverReasons } from "@/lib/rollouts/domain/approver";

/** Goal: nobody approves what they asked for, whichever door they come through. */

const token = (id: string, ownerId: string | null): TokenActor => ({
  kind: "token",
  id,
  name: id,
  ownerId,
  roles: [],
  permissions: new Set(),
});

const codes = (starter: string | null, approver: string | null) =>
  approverReasons({ starter, approver }).map((reason) => reason.code);

describe("who may approve a step", () => {
  it("is not who started the rollout", () => {
    expect(codes("usr_ada", "usr_ada")).toEqual(["own_rollout"]);
    expect(codes("usr_ada", "usr_bea")).toEqual([]);
  });

  it("is anybody with the right, where the product started it", () => {
    expect(codes(null, "usr_ada")).toEqual([]);
    expect(codes(null, null)).toEqual([]);
  });

  it("takes a token for its owner, and a token of nobody for itself", () => {
    const owned = personKeyOf(token("tok_1", "usr_ada"));
    expect(codes("usr_ada", owned)).toEqual(["own_rollout"]);
    expect(codes(owned, personKeyOf(token("tok_2", "usr_ada")))).toEqual(["own_rollout"]);
    const nobodys = personKeyOf(token("bootstrap", null));
    expect(codes(nobodys, nobodys)).toEqual(["own_rollout"]);
    expect(codes(nobodys, personKeyOf(token("tok_3", null)))).toEqual([]);
    expect(personKeyOf(systemActor("control loop"))).toBeNull();
  });
});
