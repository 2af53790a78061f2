import path from "node:path";
import { defineConfig } from "vitest/config";
import { inRealTime } from "./support/in-real-time";
import { SlowFirst } from "./support/slow-first";

const root = path.resolve(import.meta.dirname, "..");

const withRealParts = {
  globalSetup: ["tests/support/integration-setup.ts"],
  // Each file leaves behind what it found, so that modules are read once per worker and not once per file.
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** Unit tests touch nothing outside the process; integration tests own real parts, so their files run a few at a time. */
// By default Vitest leaves one core to itself, which is half of a small machine.
export default defineConfig({
  root,
  resolve: { alias: { "@": root } },
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        extends: true,
        // Pure code keeps nothing between files, so that they share modules: half the time.
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          isolate: false,
          setupFiles: ["tests/support/quick-expect.ts"],
          // Random cases are garbage at once: with room for them, it is collected less often.
          execArgv: ["--max-semi-space-size=64"],
          testTimeout: 30_000,
          maxWorkers: "100%",
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/{integration,contract}/**/*.test.ts"],
          exclude: [...inRealTime],
          ...withRealParts,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "real-time",
          include: [...inRealTime],
          ...withRealParts,
          // Two of them at once are late on two cores more often than time is won.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "architecture",
          include: ["tests/architecture/**/*.test.ts"],
          testTimeout: 120_000,
          maxWorkers: "100%",
        },
      },
    ],
  },
});
