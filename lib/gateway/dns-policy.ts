import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { validateDnsName } from "./hostname-pattern";
import { Identity } from "./identity";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps } from "./policy-props";
import { isAddress } from "../core/addresses/cidr";
import { Problem, report } from "../core/errors";
import { Owner } from "../core/owner";
import { BlockedDestinations, IRouteGuard } from "../core/route-guard";

/** Defines what a DNS policy does with the queries it speaks of. */
export enum DnsAction {
  ALLOW = "allow",
  BLOCK = "block",
  /** Answers with addresses or a name of your own. */
  OVERRIDE = "override",
}

/** Defines a DNS policy. */
export interface GatewayDnsPolicyProps extends GatewayPolicyProps {
  readonly action: DnsAction;
  /** Whom it is for. @default - everybody */
  readonly identity?: Identity;
  /** The addresses that OVERRIDE answers, IPv4 or IPv6. @default - none */
  readonly overrideAddresses?: string[];
  /** The name that OVERRIDE answers, as a CNAME. @default - none */
  readonly overrideHost?: string;
}

/**
 * Defines a Gateway DNS policy: which names are answered. It may guard hostname routes: whom it does not answer gets no address of theirs.
 *
 * Errors: TrafficInvalid, TrafficTooLong, TrafficMisplaced, HostnamePatternInvalid, IdentityInvalid, PrecedenceInvalid, PrecedenceTaken,
 * GatewayPolicyInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/dns-policies/
 */
export class GatewayDnsPolicy extends Construct implements IRouteGuard {
  public readonly resource: ZeroTrustGatewayPolicy;
  public readonly policyId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _guard: ZeroTrustGatewayPolicy;
  /** @internal */
  public readonly _keepsOut: boolean;
  /** @internal No address: whoever knows one needs no name. */
  public readonly _blocked: BlockedDestinations = { cidrs: [] };

  public constructor(scope: Construct, id: string, props: GatewayDnsPolicyProps) {
    super(scope, id);
    const { account, action, identity, overrideAddresses: overrideIps, overrideHost } = props;
    this._owner = { construct: this, account, importer: "GatewayDnsPolicy" };
    this._keepsOut = action === DnsAction.BLOCK;
    this.resource = gatewayPolicy(this, props, {
      builder: "dns",
      action,
      blocks: action === DnsAction.BLOCK,
      identity,
      ...(action === DnsAction.OVERRIDE && { ruleSettings: { overrideIps, overrideHost } }),
    });
    this.policyId = this.resource.id;
    this._guard = this.resource;
    report(this, ...validateOverride(props));
  }
}

function validateOverride({ action, overrideAddresses, overrideHost }: GatewayDnsPolicyProps): Problem[] {
  const problem = (message: string): Problem => ({ code: "GatewayPolicyInvalid", message });
  const given = [overrideAddresses, overrideHost].filter((value) => value !== undefined);
  if (action !== DnsAction.OVERRIDE) {
    return given.length === 0
      ? []
      : [problem(`an override stands beside the action ${action}; expected DnsAction.OVERRIDE`)];
  }
  if (given.length !== 1 || overrideAddresses?.length === 0) {
    return [problem("the action is override; expected overrideAddresses or overrideHost, one of them")];
  }
  const wrong = overrideAddresses?.find((address) => !isAddress(address));
  if (wrong !== undefined) return [problem(`overrideAddresses holds "${wrong}"; expected an IPv4 or IPv6 address`)];
  return overrideHost === undefined ? [] : validateDnsName(overrideHost);
}
