import { expect, it } from "vitest";
import { rangeTicketsOf } from "@/lib/deployments/domain/range-tickets";

it("tickets of a range are named once, with how many changes name them, and those without are counted", () => {
  const changes = [{ ticketKeys: ["SHOP-10", "SHOP-9", "SHOP-9"] }, { ticketKeys: [] }, { ticketKeys: ["SHOP-10"] }];
  expect(rangeTicketsOf(changes)).toEqual({
    tickets: [
      { key: "SHOP-9", changes: 1 },
      { key: "SHOP-10", changes: 2 },
    ],
    without: 1,
  });
  expect(rangeTicketsOf([])).toEqual({ tickets: [], without: 0 });
});
