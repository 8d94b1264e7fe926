import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import {
  ZeroTrustTunnelCloudflaredConfigA,
  zeroTrustTunnelCloudflaredConfigConfigIngressToTerraform,
} from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-config";
import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { HostComment } from "./host-record";
import { validateIngress, toIngress } from "./ingress";
import { PublishedHost } from "./published-host";
import { Account } from "../core/account";
import { reportAtEnd } from "../core/errors";
import { create } from "../core/terraform/create";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { lazyLiterals, literals } from "../core/terraform/literals";
import { address, attribute, dependOn } from "../core/terraform/resources";
import { TerraformData } from "../core/terraform/terraform-data";

/**
 * The configuration of a tunnel, and the interlock that protects its Access applications while an update fails.
 *
 * The configuration exists as long as the tunnel, because its deletion has no effect in the API. It shrinks to the
 * catch-all rule instead. The interlock depends on it and refers to every application.
 *
 * @internal
 */
export class TunnelConfiguration {
  public readonly resource: ZeroTrustTunnelCloudflaredConfigA;
  /**
   * Keeps the Access applications until the configuration has been updated. A failed update keeps them, and so does a
   * retry.
   */
  public readonly interlock: TerraformData;
  private readonly comments: { [hostname: string]: HostComment } = {};
  private rendered: unknown[] = [];
  private renderedRules = -1;

  public constructor(
    scope: Construct,
    tunnel: ZeroTrustTunnelCloudflared,
    account: Account,
    private readonly hosts: PublishedHost[],
  ) {
    this.resource = create(ZeroTrustTunnelCloudflaredConfigA, scope, "Config", {
      provider: account.provider,
      accountId: account.accountId,
      tunnelId: attribute(tunnel, "id"),
      // One lazy list for all hosts: a new configuration at every publish would take quadratic time.
      config: { ingress: lazyLiterals(() => this.renderIngress()) },
    });
    // The audience tag of every application, by hostname.
    const audiences = lazyLiterals(() => this.renderAudiences());
    this.interlock = new TerraformData(scope, "Interlock", { input: audiences });
    this.interlock.dependsOn = [address(this.resource)];
    for (const resource of [this.resource, this.interlock]) guardAttributes(scope, resource);
    reportAtEnd(scope, () => validateIngress(this.rules()));
  }

  /** Orders a public entry of hosts, such as a DNS record, after the configuration. */
  public orderEntry(entry: TerraformResource): void {
    dependOn(entry, address(this.resource));
  }

  /** Adds what is known of a host without a DNS record to the comment of the configuration in Terraform's JSON. */
  public addComment(hostname: string, comment: HostComment): void {
    this.comments[hostname] = comment;
    this.resource.addOverride("//", literals({ hosts: this.comments }));
  }

  private rules() {
    return this.hosts.flatMap((host) => host._rules);
  }

  private renderIngress(): unknown[] {
    const rules = this.rules(); // the list only grows, and a synthesis reads it several times
    if (rules.length !== this.renderedRules) {
      this.rendered = toIngress(rules).map((rule) => zeroTrustTunnelCloudflaredConfigConfigIngressToTerraform(rule));
      this.renderedRules = rules.length;
    }
    return this.rendered;
  }

  private renderAudiences(): { [hostname: string]: string } {
    const entries = this.hosts.flatMap(({ hostname, application }) =>
      application === undefined ? [] : [[hostname, attribute(application.resource, "aud")]],
    );
    return Object.fromEntries(entries.sort());
  }
}
