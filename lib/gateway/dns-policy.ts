import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { validateDnsName } from "./hostname-pattern";
import { Identity } from "./identity";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps, POLICY_PROPS } from "./policy-props";
import { registerForReach } from "./reach-policy";
import { orderWithRoutes } from "./route-policy";
import { isAddress } from "../core/addresses/cidr";
import { Problem, report } from "../core/errors";
import { oneOf } from "../core/kinds";
import { Owner } from "../core/owner";
import { checkProps, PropNames } from "../core/props";
import { IRouteGuard } from "../core/route-guard";
import { idOf } from "../core/terraform/create";

/** The action of a DNS policy. */
export enum DnsAction {
  /** Resolves the name. */
  ALLOW = "allow",
  /** Refuses to resolve the name. */
  BLOCK = "block",
  /** Answers with custom addresses or a custom name. */
  OVERRIDE = "override",
}

/** Properties of `GatewayDnsPolicy`. */
export interface GatewayDnsPolicyProps extends GatewayPolicyProps {
  /** The action for matching queries. */
  readonly action: DnsAction;
  /** The users to whom the policy applies. @default - all users */
  readonly identity?: Identity;
  /** The IPv4 and IPv6 addresses that `DnsAction.OVERRIDE` returns. @default - none */
  readonly overrideAddresses?: string[];
  /** The name that `DnsAction.OVERRIDE` returns as a CNAME. @default - none */
  readonly overrideHost?: string;
}

const PROPS: PropNames<GatewayDnsPolicyProps> = {
  required: { ...POLICY_PROPS.required, action: "a DnsAction" },
  optional: { ...POLICY_PROPS.optional, identity: true, overrideAddresses: true, overrideHost: true },
  kinds: { action: oneOf("a DnsAction", "DnsActions", DnsAction) },
};

/**
 * A Gateway DNS policy: allows, blocks or overrides the resolution of names.
 *
 * It can guard hostname routes: a device whose query is blocked gets no address for the routed name. A policy that
 * blocks or overrides names of a hostname route of its stack is replaced when it changes, and so is the route.
 *
 * @example
 * new GatewayDnsPolicy(this, "block-games", {
 *   account,
 *   action: DnsAction.BLOCK,
 *   traffic: Traffic.domains("games.example.net"),
 * });
 *
 * @throws ValidationError AccountIdInvalid, GatewayPolicyInvalid, HostnamePatternInvalid, IdentityInvalid,
 * PrecedenceInvalid, PrecedenceTaken, PropMissing, PropUnknown, SafetyContractBroken, TrafficInvalid,
 * TrafficMisplaced, TrafficTooLong
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/dns-policies/
 */
export class GatewayDnsPolicy extends Construct implements IRouteGuard {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustGatewayPolicy;
  /** The policy's id: a UUID. */
  public readonly policyId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _guard: ZeroTrustGatewayPolicy;
  /** @internal */
  public readonly _keepsOut: boolean;

  public constructor(scope: Construct, id: string, props: GatewayDnsPolicyProps) {
    super(scope, id);
    checkProps(this, "GatewayDnsPolicy", props, PROPS);
    const { account, action, identity, traffic, overrideAddresses: overrideIps, overrideHost } = props;
    this._owner = { construct: this, account };
    this._keepsOut = action === DnsAction.BLOCK;
    this.resource = gatewayPolicy(this, props, {
      builder: "dns",
      action,
      blocks: action === DnsAction.BLOCK,
      identity,
      ...(action === DnsAction.OVERRIDE && { ruleSettings: { overrideIps, overrideHost } }),
    });
    this.policyId = idOf(this.resource);
    this._guard = this.resource;
    orderWithRoutes(this, this.resource, { account, traffic, kind: "names", stops: action !== DnsAction.ALLOW });
    registerForReach(this, this.resource, { builder: "dns", account, traffic, identity });
    report(this, ...validateOverride(props));
  }
}

function validateOverride({ action, overrideAddresses, overrideHost }: GatewayDnsPolicyProps): Problem[] {
  const problem = (message: string): Problem => ({ code: "GatewayPolicyInvalid", message });
  const given = [overrideAddresses, overrideHost].filter((value) => value !== undefined);
  if (action !== DnsAction.OVERRIDE) {
    return given.length === 0
      ? []
      : [problem(`an override is set, but the action is "${action}". Overrides require DnsAction.OVERRIDE.`)];
  }
  if (given.length !== 1 || overrideAddresses?.length === 0) {
    return [problem("the action DnsAction.OVERRIDE requires exactly one of `overrideAddresses` and `overrideHost`.")];
  }
  const wrong = overrideAddresses?.find((address) => !isAddress(address));
  if (wrong !== undefined) return [problem(`overrideAddresses: "${wrong}" is not an IPv4 or IPv6 address.`)];
  return overrideHost === undefined ? [] : validateDnsName(overrideHost);
}
