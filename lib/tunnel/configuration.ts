import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import {
  ZeroTrustTunnelCloudflaredConfigA,
  ZeroTrustTunnelCloudflaredConfigConfig,
  zeroTrustTunnelCloudflaredConfigConfigIngressToTerraform,
} from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-config";
import { IResolvable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { validateIngress, toIngress } from "./ingress";
import { Interlock } from "./interlock";
import { PublishedHost } from "./published-host";
import { Account } from "../core/account";
import { reportAtEnd } from "../core/errors";
import { address, attribute } from "../core/terraform/resources";

/**
 * Defines the one configuration of a tunnel and the interlock that holds its locks back.
 *
 * The configuration is never dropped while the tunnel exists, since its deletion does nothing in the API: it shrinks to the catch-all.
 * The interlock waits for it and refers to every application, so that a failed update keeps the applications, also when it is retried.
 *
 * @internal
 */
export class TunnelConfiguration {
  public readonly resource: ZeroTrustTunnelCloudflaredConfigA;
  public readonly interlock: Interlock;
  public readonly ingress: IResolvable;
  public readonly locks: IResolvable;
  private rendered: unknown[] = [];
  private renderedRules = -1;

  public constructor(
    scope: Construct,
    tunnel: ZeroTrustTunnelCloudflared,
    account: Account,
    private readonly hosts: PublishedHost[],
  ) {
    // One lazy list for all hosts: writing the configuration again at every publish would be quadratic.
    this.ingress = Lazy.anyValue({ produce: () => this.renderIngress() });
    this.locks = Lazy.anyValue({ produce: () => this.renderLocks() });
    this.resource = new ZeroTrustTunnelCloudflaredConfigA(scope, "Config", {
      provider: account.provider,
      accountId: account.accountId,
      tunnelId: attribute(tunnel, "id"),
      config: { ingress: this.ingress },
    });
    this.interlock = new Interlock(scope, "Interlock", this.resource, this.locks);
    reportAtEnd(scope, () => validateIngress(this.rules()));
  }

  /** Makes a host's record wait for its rule. */
  public routes(host: PublishedHost): void {
    (host.record.dependsOn ??= []).push(address(this.resource));
  }

  /** Whether what is synthesized is still what was made here. */
  public get isIntact(): boolean {
    const config = this.resource.configInput as ZeroTrustTunnelCloudflaredConfigConfig | undefined;
    return config?.ingress === this.ingress && config?.originRequest === undefined;
  }

  private rules() {
    return this.hosts.flatMap((host) => host._rules);
  }

  private renderIngress(): unknown[] {
    const rules = this.rules(); // they only grow, and a synthesis asks several times
    if (rules.length !== this.renderedRules) {
      this.rendered = toIngress(rules).map((rule) => zeroTrustTunnelCloudflaredConfigConfigIngressToTerraform(rule));
      this.renderedRules = rules.length;
    }
    return this.rendered;
  }

  private renderLocks(): { [hostname: string]: string } {
    const locked = this.hosts.flatMap(({ hostname, application }) =>
      application === undefined ? [] : [[hostname, attribute(application.resource, "aud")]],
    );
    return Object.fromEntries(locked.sort());
  }
}
