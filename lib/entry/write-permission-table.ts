import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withPermissionTable } from "@/lib/platform/auth/permission-table";

// Run after changing permissions: node lib/entry/run.mjs lib/entry/write-permission-table.ts
const file = path.resolve(import.meta.dirname, "../../docs/security.md");
writeFileSync(file, withPermissionTable(readFileSync(file, "utf8")));
console.log(`${file}: the table of permissions is up to date`);
