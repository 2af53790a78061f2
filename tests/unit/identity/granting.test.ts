import { describe, expect, it } from "vitest";
import { beyondGrasp, effectiveScopes, sortedRoles } from "@/lib/identity/granting";
import { systemActor, type TokenActor } from "@/lib/platform/auth/actor";
import { type Permission, permissionsOf, roles } from "@/lib/platform/auth/permissions";

function tokenWith(permissions: Iterable<Permission>): TokenActor {
  return { kind: "token", id: "tok", name: "t", ownerId: "usr", roles: [], permissions: new Set(permissions) };
}

describe("handing out", () => {
  it("never reaches beyond what the giver has", () => {
    for (const giver of roles) {
      for (const granted of roles) {
        const given = permissionsOf([giver]);
        const beyond = beyondGrasp(tokenWith(given), [granted]);
        expect(beyond.length === 0).toBe([...permissionsOf([granted])].every((permission) => given.has(permission)));
      }
    }
    expect(beyondGrasp(tokenWith(["identity:write"]), ["admin"]).length).toBeGreaterThan(5);
    expect(beyondGrasp(systemActor("setup"), ["admin"])).toEqual([]);
  });

  it("lets a token do what both its scopes and its owner's roles allow", () => {
    expect([...effectiveScopes(["identity:write", "rollout:read", "no:such"], ["viewer"])]).toEqual(["rollout:read"]);
    expect(effectiveScopes([], ["admin"]).size).toBe(0);
    expect(effectiveScopes(["rollout:read"], []).size).toBe(0);
  });

  it("orders roles as the table does, each once", () => {
    expect(sortedRoles(["admin", "viewer", "admin", "sre"])).toEqual(["viewer", "sre", "admin"]);
  });
});
