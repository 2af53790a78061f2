import { expect, test } from "./support/test";

/*
 * Goal: a timetable is made in the browser, previewed with what a freeze makes of it, and taken by a release; the calendar tells of the release
 * with one question to the gate, and moves it in a dialog that says what speaks against the new time. A place and a service of its own.
 */
test.describe.configure({ mode: "serial" });

const slug = "timetabled";
const place = "Timetabled";

test.beforeAll(async ({ api }) => {
  await api.post("/environments", { slug, name: place, kind: "testing", rank: 6 });
  await api.post("/services", { slug: "parcel", name: "Parcel", tier: 3 });
  await api.post("/services/parcel/versions", { name: "3.1.0" });
  const times = { startsAt: "2027-09-06T00:00:00Z", endsAt: "2027-09-09T00:00:00Z" };
  await api.post("/windows", { kind: "blackout", name: "Stocktaking", environment: slug, ...times });
});

test("a timetable shows what freezes make of its departures, and a release takes one", async ({ page, api }) => {
  await page.goto("/releases/cadence");
  await page.getByRole("button", { name: "New timetable" }).click();
  const dialog = page.getByRole("dialog", { name: "New timetable" });
  await dialog.getByLabel("Name").fill("Parcel train");
  await dialog.getByRole("combobox", { name: "First environment" }).click();
  await page.getByRole("option", { name: place }).click();
  await dialog.getByLabel(/^First departure/).fill("2027-08-31T10:00");
  const next = dialog.getByRole("list", { name: "Next departures" });
  await expect(next.getByRole("listitem").nth(1)).toContainText("Left out: the freeze “Stocktaking” is in force then.");
  await dialog.getByRole("button", { name: "Make the timetable" }).click();
  await expect(dialog).toBeHidden();
  const own = page.getByRole("list", { name: "Next departures of Parcel train" });
  await expect(own.getByRole("listitem").first()).toContainText("Nobody takes it yet");
  const { items } = await api.get<{ items: { id: string; name: string }[] }>("/timetables");
  await api.post("/trains", {
    ...{ name: "Parcels by night", note: "Brings parcels of the night.", stops: [{ environment: slug }] },
    ...{
      cars: [{ service: "parcel", version: "3.1.0" }],
      timetable: items.find(({ name }) => name === "Parcel train")?.id,
    },
  });
  await page.reload();
  await expect(
    own
      .getByRole("listitem")
      .first()
      .getByRole("link", { name: /Parcels by night/ }),
  ).toBeVisible();
});

test("a tooltip asks the gate once, and the release is moved with its conflicts in sight", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/v1/gate") asked.push(request.url());
  });
  await page.goto("/calendar?at=2027-08-31&environment=timetabled");
  const bar = page.getByRole("button", { name: /Parcels by night: Release/ });
  await expect(page.getByRole("button", { name: /Parcel train departs: Departure, Tue 31 Aug/ })).toBeVisible();
  await expect(bar).toBeVisible();
  expect(asked).toEqual([]);
  await bar.hover();
  const tip = page.getByRole("tooltip");
  await expect(tip.getByText(/Parcel 3.1.0/).first()).toBeVisible();
  await expect(tip.getByRole("listitem").first()).toBeVisible();
  expect(asked).toHaveLength(1);
  await page.keyboard.press("Escape");
  await expect(tip).toBeHidden();

  await bar.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Parcels by night" }).getByRole("button", { name: "Move" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move Parcels by night" });
  await expect(dialog.getByText("Nothing speaks against this time.")).toBeVisible();
  await dialog.getByLabel(/^Departs/).fill("2027-09-07T10:00");
  await expect(dialog.getByText("Parcel is in a blackout: Stocktaking.")).toBeVisible();
  await dialog.getByRole("group", { name: "Next free times" }).getByRole("button").first().press("Enter");
  await expect(dialog.getByText("Nothing speaks against this time.")).toBeVisible();
  await dialog.getByLabel("Why").fill("Stocktaking comes first.");
  await dialog.getByRole("button", { name: "Move the release" }).press("Enter");
  await expect(dialog).toBeHidden();
  await page.goto("/calendar?at=2027-09-08&environment=timetabled");
  await expect(page.getByRole("button", { name: /Parcels by night: Release, Wed 8 Sep/ })).toBeVisible();
});
