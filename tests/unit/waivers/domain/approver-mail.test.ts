import { describe, expect, it } from "vitest";
import { approverMail } from "@/lib/waivers/domain/approver-mail";

const waiting = {
  reference: "W-12",
  rule: "freeze, Peak",
  service: "Checkout",
  environment: "Production",
  requestedBy: "Ada <script>",
  justification: "It must go & soon",
  risk: "low, 5 points",
  endsAt: "2026-11-20T20:00:00.000Z",
  url: "https://signalbox.example/waivers/wvr_1",
};

describe("the mail to an approver", () => {
  it("says what is asked, by whom, until when, and where to decide", () => {
    const { subject, text } = approverMail(waiting);
    expect(subject).toBe("W-12 waits for approval: Checkout in Production");
    for (const part of ["freeze, Peak", "It must go & soon", waiting.endsAt, waiting.url]) expect(text).toContain(part);
  });

  it("lets nobody write into its HTML", () => {
    const { html } = approverMail(waiting);
    expect(html).not.toContain("<script>");
    expect(html).toContain("Ada &lt;script&gt;");
    expect(html).toContain("It must go &amp; soon");
  });

  it("names the page when no address is known", () => {
    expect(approverMail({ ...waiting, url: null }).text).toContain("Look for W-12 on the page Waivers.");
  });
});
