import { defineQuery } from "@/lib/platform/use-case";
import { type DemoView, ReadDemoInput } from "../contract";
import { findDemo } from "../demo-read-model";
import { onlyInDemo } from "./only-in-demo";

/** The services of the demonstration, what was shipped lately, and what visitors saw of it. */
export const readDemo = defineQuery({
  name: "demo.get",
  permission: "rollout:read",
  input: ReadDemoInput,
  async handle({ db, runtime }): Promise<DemoView> {
    onlyInDemo(runtime);
    return findDemo(db);
  },
});
