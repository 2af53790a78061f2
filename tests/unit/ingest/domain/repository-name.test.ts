import { expect, it } from "vitest";
import { repositoryName } from "@/lib/ingest/domain/repository-name";
import { changeRequestKey, commitKey } from "@/lib/ingest/domain/subject-key";

it.each([
  ["https://github.com/acme/shop.git", "github.com/acme/shop"],
  ["http://user:word@GitLab.Example:8443/group/sub/shop", "gitlab.example/group/sub/shop"],
  ["git@github.com:acme/shop.git", "github.com/acme/shop"],
  ["ssh://git@github.com:22/acme/shop.git", "github.com/acme/shop"],
  ["https://dev.azure.com/acme/_git/shop?path=/", "dev.azure.com/acme/_git/shop"],
  ["acme/shop", "acme/shop"],
  ["github.com/acme/shop/", "github.com/acme/shop"],
  ["  ", null],
  ["https://github.com/", null],
])("the repository of %s is %s", (address, name) => {
  expect(repositoryName(address)).toBe(name);
});

it("keys what git knows by repository", () => {
  expect(commitKey("github.com/acme/shop", "ABCDEF0")).toBe("commit:git:github.com:acme/shop@abcdef0");
  expect(changeRequestKey("acme/shop", 7)).toBe("change_request:git:-:acme/shop#7");
});
