import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import type { TargetView } from "@/lib/traffic/target-contract";
import { until } from "../until";
import type { ToyShop } from "./toy-shops";

/** The REST API with a token, as a pipeline would use it. Refusals throw with status and problem document. */
export class ProductApi {
  constructor(
    readonly baseUrl: string,
    private readonly token: string,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("POST", path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("PUT", path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("PATCH", path, body);
  }

  rollout(id: string): Promise<RolloutDetail> {
    return this.get<RolloutDetail>(`/rollouts/${id}`);
  }

  /** Wait until a rollout is as wanted. */
  async reach(id: string, wanted: (rollout: RolloutDetail) => boolean, deadlineMs = 60_000): Promise<RolloutDetail> {
    let last: RolloutDetail | undefined;
    const look = async (): Promise<RolloutDetail | null> => {
      last = await this.rollout(id);
      return wanted(last) ? last : null;
    };
    try {
      return await until(`rollout ${id} as wanted`, look, { deadlineMs, everyMs: 150 });
    } catch (error) {
      const log = last?.snapshots.map(({ phase, sentence }) => `${phase}: ${sentence}`).join("\n");
      throw new Error(`${error}; ${last?.sentence}\n${log}\n${JSON.stringify(last?.evidence)}`);
    }
  }

  /** The slot that a new version will get. */
  async idleSlot(targetId: string): Promise<"a" | "b"> {
    const { slots } = await this.get<TargetView>(`/targets/${targetId}`);
    return slots.find((slot) => !slot.isLive)?.slot ?? "b";
  }

  /** A service with a target for this shop, in an environment that is there. Answers the target's id. */
  async addService(shop: ToyShop, given: { environment: string; name: string; tier: number; sources?: string[] }) {
    await this.post("/services", { slug: shop.name, name: given.name, tier: given.tier });
    return this.addTarget(shop, given);
  }

  async addTarget(shop: ToyShop, given: { environment: string; sources?: string[] }): Promise<string> {
    const target = await this.post<TargetView>("/targets", {
      service: shop.name,
      environment: given.environment,
      config: shop.config,
      secret: shop.secret,
      health: {
        urls: { a: [`${shop.slotUrls.a}/healthz`], b: [`${shop.slotUrls.b}/healthz`] },
        intervalMs: 500,
        timeoutMs: 2_000,
      },
      telemetry: (given.sources ?? ["target"]).map((source) => ({ source })),
      live: { slot: "a", version: "1.0.0" },
    });
    return target.id;
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
