import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { Identity } from "./identity";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps, POLICY_PROPS } from "./policy-props";
import { registerForReach } from "./reach-policy";
import { orderWithRoutes } from "./route-policy";
import { Condition } from "./traffic";
import { warn } from "../core/errors";
import { oneOf } from "../core/kinds";
import { Owner } from "../core/owner";
import { checkProps, PropNames } from "../core/props";
import { IRouteGuard } from "../core/route-guard";
import { idOf } from "../core/terraform/create";

/** The action of a network policy. */
export enum NetworkAction {
  /** Allows the connection. */
  ALLOW = "allow",
  /** Blocks the connection. */
  BLOCK = "block",
}

/** Properties of `GatewayNetworkPolicy`. */
export interface GatewayNetworkPolicyProps extends GatewayPolicyProps {
  /** The action for matching connections. */
  readonly action: NetworkAction;
  /** The users to whom the policy applies. @default - all users */
  readonly identity?: Identity;
}

const PROPS: PropNames<GatewayNetworkPolicyProps> = {
  required: { ...POLICY_PROPS.required, action: "a NetworkAction" },
  optional: { ...POLICY_PROPS.optional, identity: true },
  kinds: { action: oneOf("a NetworkAction", "NetworkActions", NetworkAction) },
};

/**
 * A Gateway network policy: allows or blocks connections to private destinations.
 *
 * Without a network policy, every enrolled device can connect to every private route. Pass policies to `guardedBy` of a
 * route, so that the route opens after them and closes before they are deleted.
 *
 * @example
 * const deny = new GatewayNetworkPolicy(this, "lab-deny", {
 *   account,
 *   action: NetworkAction.BLOCK,
 *   traffic: Traffic.destination("10.50.0.0/16"),
 * });
 * tunnel.route("10.50.0.0/16", { guardedBy: [deny] });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, GatewayPolicyInvalid, HostnamePatternInvalid,
 * IdentityInvalid, PrecedenceInvalid, PrecedenceTaken, PropMissing, PropUnknown, SafetyContractBroken, StackMismatch,
 * TokenNotAllowed, TrafficInvalid, TrafficMisplaced, TrafficTooLong
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/network-policies/
 */
export class GatewayNetworkPolicy extends Construct implements IRouteGuard {
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

  public constructor(scope: Construct, id: string, props: GatewayNetworkPolicyProps) {
    super(scope, id);
    checkProps(this, "GatewayNetworkPolicy", props, PROPS);
    const { account, action, identity, traffic } = props;
    const blocks = action === NetworkAction.BLOCK;
    this._owner = { construct: this, account };
    this.resource = gatewayPolicy(this, props, { builder: "l4", action, blocks, identity });
    this.policyId = idOf(this.resource);
    this._guard = this.resource;
    this._keepsOut = blocks;
    if (!blocks && !traffic._conditions.some(namesDestination)) {
      warn(
        this,
        "AllowWithoutDestination",
        "the policy has no destination, so it allows its users to connect to every routed address, before policies " +
          "that block. Narrow it with .and(Traffic.destination(…)).",
      );
    }
    registerForReach(this, this.resource, { builder: "l4", account, traffic, identity });
    orderWithRoutes(this, this.resource, { account, traffic, kind: "connections", stops: blocks });
  }
}

/** Whether a condition limits the addresses. The text of a raw expression is not analyzed further. */
function namesDestination({ subject, cidrs = [], negated, text }: Condition): boolean {
  if (subject === "raw") return text.includes("net.dst.ip");
  return negated !== true && cidrs.length > 0 && !cidrs.some((cidr) => cidr.endsWith("/0"));
}
