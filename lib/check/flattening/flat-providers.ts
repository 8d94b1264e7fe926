import { push } from "../../core/push";
import { text, Values } from "../../core/terraform/values";
import { providerOf } from "../../rehearsal/cloud/endpoint";
import type { ResourceChange } from "../model";
import { configuredBlock } from "../plan/plan-configuration";

/** The argument that shows to what a provider connects. Any argument does for other providers. */
const SELECTOR: Readonly<Record<string, string>> = {
  aws: "profile",
  google: "project",
  kubernetes: "config_context",
};

/**
 * The provider configurations of a plan, for providers that have several ones: each of them connects to another
 * cluster, project or region. The objects of Cloudflare name their account themselves.
 *
 * @internal
 */
export class FlatProviders {
  /** The `provider` section of a configuration. */
  public readonly section: Values;
  private readonly keys = new Map<string, string>();
  private readonly aliases: ReadonlyMap<string, string>;

  /** Reads the provider configuration of each instance. One that is not in the plan is one of its own. */
  public constructor(plan: Values, instances: readonly ResourceChange[]) {
    const byProvider = new Map<string, string[]>();
    for (const { address, before, after } of instances) {
      const provider = providerOf((after ?? before)!.type);
      if (provider === "cloudflare" || provider === "terraform") continue;
      const key = text(configuredBlock(plan, address)?.provider_config_key) ?? address;
      this.keys.set(address, key);
      push(byProvider, provider, key);
    }
    const several = [...byProvider].map(([provider, keys]) => [provider, [...new Set(keys)]] as const);
    this.aliases = new Map(
      several.flatMap(([provider, keys]) =>
        keys.length < 2 ? [] : keys.map((key, i): [string, string] => [key, `${provider}.endpoint_${i + 1}`]),
      ),
    );
    this.section = Object.fromEntries(
      several
        .filter(([, keys]) => keys.length > 1)
        .map(([provider, keys]) => [
          provider,
          keys.map((key, i) => ({ alias: `endpoint_${i + 1}`, [SELECTOR[provider] ?? "endpoint"]: key })),
        ]),
    );
  }

  /** The provider of an instance. Undefined if its provider has only one configuration. */
  public of(address: string): string | undefined {
    return this.aliases.get(this.keys.get(address) ?? "");
  }
}
