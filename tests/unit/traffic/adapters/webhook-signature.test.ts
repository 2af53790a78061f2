import { describe, expect, test } from "vitest";
import { hasValidSignature, signatureHeaders } from "@/lib/traffic/adapters/webhook-signature";

/** The example of the Standard Webhooks libraries. */
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const message = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestampSeconds: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

describe("webhook signatures", () => {
  test("are those of the published example", () => {
    expect(signatureHeaders(secret, message)).toEqual({
      "webhook-id": message.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": signature,
    });
  });

  test("are found among several, and fail for any change", () => {
    expect(hasValidSignature(secret, message, `v1,AAAA ${signature}`)).toBe(true);
    expect(hasValidSignature(secret, { ...message, body: '{"test": 2432232315}' }, signature)).toBe(false);
    expect(hasValidSignature(secret, { ...message, id: "msg_2" }, signature)).toBe(false);
    expect(hasValidSignature(secret, { ...message, timestampSeconds: 1_614_265_331 }, signature)).toBe(false);
    expect(hasValidSignature("another secret", message, signature)).toBe(false);
    expect(hasValidSignature(secret, message, signature.slice(3))).toBe(false);
    expect(hasValidSignature(secret, message, "")).toBe(false);
  });
});
