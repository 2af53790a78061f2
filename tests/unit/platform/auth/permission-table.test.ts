import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { permissionTable, withPermissionTable } from "@/lib/platform/auth/permission-table";
import { allPermissions, permissions, permissionsOf, type Role, roles } from "@/lib/platform/auth/permissions";

const document = readFileSync(path.resolve(import.meta.dirname, "../../../../docs/security.md"), "utf8");

describe("the table of permissions", () => {
  it("stands in docs/security.md as the code has it", () => {
    expect(document, "run: node lib/entry/run.mjs lib/entry/write-permission-table.ts").toBe(
      withPermissionTable(document),
    );
  });

  it("has a cell for each permission and role, ticked for those who have it and nobody else", () => {
    const lines = permissionTable().split("\n").slice(2);
    expect(lines).toHaveLength(allPermissions.length);
    for (const [index, permission] of allPermissions.entries()) {
      const cells = (lines[index] ?? "").split("|").slice(3, -1);
      const ticked = roles.filter((_, column) => cells[column]?.includes("✓"));
      expect(ticked).toEqual(roles.filter((role) => permissionsOf([role]).has(permission)));
    }
  });

  it("gives administrators everything, and those who only look no change of the product", () => {
    expect([...permissionsOf(["admin"])].sort()).toEqual([...allPermissions].sort());
    for (const role of ["viewer", "executive", "auditor"] as const) {
      const held = [...permissionsOf([role])].filter((permission) => !/:(read|own)$/.test(permission));
      expect(held).toEqual([]);
    }
  });

  it("names for every permission at least one role and what it lets one do", () => {
    for (const permission of allPermissions) {
      const { roles: holders, does } = permissions[permission] as { roles: readonly Role[]; does: string };
      expect(holders.length).toBeGreaterThan(0);
      expect(does).toMatch(/^[a-z].+[^.]$/);
    }
  });
});
