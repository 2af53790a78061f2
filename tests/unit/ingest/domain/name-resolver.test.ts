import { describe, expect, it } from "vitest";
import { createNameResolver, type NameTable } from "@/lib/ingest/domain/name-resolver";

const table: NameTable = {
  services: [
    { id: "svc_1", slug: "checkout", repositoryUrl: "https://github.com/shop/checkout.git" },
    { id: "svc_2", slug: "cart", repositoryUrl: "https://github.com/shop/mono" },
    { id: "svc_3", slug: "search", repositoryUrl: "git@github.com:Shop/Mono.git" },
  ],
  environments: [{ id: "env_1", slug: "production" }],
  mappings: [
    { sourceId: "evs_1", kind: "service", externalName: "Checkout Service", targetId: "svc_1", isIgnored: false },
    { sourceId: "evs_1", kind: "service", externalName: "cart", targetId: "svc_3", isIgnored: false },
    { sourceId: "evs_1", kind: "service", externalName: "website", targetId: null, isIgnored: true },
    { sourceId: "evs_1", kind: "environment", externalName: "prod-eu", targetId: "env_1", isIgnored: false },
    { sourceId: "evs_1", kind: "environment", externalName: "qa", targetId: null, isIgnored: false },
  ],
};

describe("names", () => {
  const names = createNameResolver(table);

  it.each([
    ["what somebody said", "evs_1", "Checkout Service", undefined, "svc_1"],
    ["what somebody said before a slug that is the same", "evs_1", "cart", undefined, "svc_3"],
    ["the slug, for another source", "evs_2", "cart", undefined, "svc_2"],
    ["no slug in another case", "evs_2", "Cart", undefined, null],
    ["the repository, however it is written", "evs_2", undefined, "ssh://git@github.com/SHOP/checkout", "svc_1"],
    ["the repository without its host", "evs_2", undefined, "shop/checkout", "svc_1"],
    ["the repository when the name is unknown", "evs_2", "who", "github.com/shop/checkout", "svc_1"],
    ["nothing for a repository of two services", "evs_2", undefined, "github.com/shop/mono", null],
    ["nothing for what is none of ours", "evs_1", "website", "github.com/shop/checkout", null],
    ["nothing without a name", "evs_1", undefined, undefined, null],
  ])("mean %s", (_what, source, name, repository, id) => {
    expect(names.service(source, name, repository)).toBe(id);
  });

  it("of environments are said or slugs", () => {
    expect(names.environment("evs_1", "prod-eu")).toBe("env_1");
    expect(names.environment("evs_2", "production")).toBe("env_1");
    expect(names.environment("evs_1", "qa")).toBeNull();
    expect(names.environment("evs_1", undefined)).toBeNull();
  });

  it("that nobody explained are noted once each, and those that were ignored never", () => {
    names.service("evs_2", "Cart");
    expect(names.unknown()).toEqual([
      { sourceId: "evs_2", kind: "service", externalName: "Cart" },
      { sourceId: "evs_2", kind: "service", externalName: "github.com/shop/mono" },
      { sourceId: "evs_1", kind: "environment", externalName: "qa" },
    ]);
  });
});
