import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { Identity } from "./identity";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps, POLICY_PROPS } from "./policy-props";
import { orderWithRoutes } from "./route-policy";
import { Condition } from "./traffic";
import { warn } from "../core/errors";
import { Owner } from "../core/owner";
import { checkProps, PropNames } from "../core/props";
import { BlockedDestinations, IRouteGuard } from "../core/route-guard";

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
  /** @internal */
  public readonly _blocked?: BlockedDestinations;

  public constructor(scope: Construct, id: string, props: GatewayNetworkPolicyProps) {
    super(scope, id);
    checkProps(this, "GatewayNetworkPolicy", props, PROPS);
    const { account, action, identity, traffic } = props;
    const blocks = action === NetworkAction.BLOCK;
    this._owner = { construct: this, account };
    this.resource = gatewayPolicy(this, props, { builder: "l4", action, blocks, identity });
    this.policyId = this.resource.id;
    this._guard = this.resource;
    this._keepsOut = blocks;
    this._blocked = blocks && identity === undefined ? blockedBy(traffic._conditions) : { cidrs: [] };
    if (!blocks && matchesServerNamesOnly(traffic._conditions)) {
      warn(
        this,
        "AllowByServerName",
        "the policy matches only the server name (SNI), which the client chooses, so it allows connections " +
          "to every routed address. Narrow it with .and(Traffic.destination(…)).",
      );
    }
    orderWithRoutes(this, this.resource, { account, traffic, kind: "connections", stops: blocks });
  }
}

function matchesServerNamesOnly(conditions: Condition[]): boolean {
  const isDestination = ({ cidrs, negated }: Condition) => cidrs !== undefined && negated !== true;
  return conditions.some(({ serverNames }) => serverNames) && !conditions.some(isDestination);
}

/**
 * The destinations that the policy blocks entirely. A port, a server name or an exception narrows the policy, so that
 * it blocks none entirely.
 */
function blockedBy(conditions: Condition[]): BlockedDestinations | undefined {
  if (conditions.some(({ subject }) => subject === "raw")) return undefined;
  const destinations = conditions.filter(({ cidrs }) => cidrs);
  const networks = conditions.filter(({ virtualNetwork }) => virtualNetwork);
  const narrowed =
    conditions.length > destinations.length + networks.length || conditions.some(({ negated }) => negated);
  if (narrowed || destinations.length !== 1 || networks.length > 1) return { cidrs: [] };
  const virtualNetworkId = networks[0]?.virtualNetwork?.virtualNetworkId;
  return { cidrs: [...destinations[0].cidrs!], ...(virtualNetworkId !== undefined && { virtualNetworkId }) };
}
