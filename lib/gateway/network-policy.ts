import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Construct } from "constructs";
import { Identity } from "./identity";
import { gatewayPolicy } from "./policy";
import { GatewayPolicyProps } from "./policy-props";
import { Condition } from "./traffic";
import { warn } from "../core/errors";
import { Owner } from "../core/owner";
import { BlockedDestinations, IRouteGuard } from "../core/route-guard";
import { validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { ReplacementTrigger } from "../core/terraform/replacement";

/** Defines what a network policy does with the traffic it speaks of. */
export enum NetworkAction {
  ALLOW = "allow",
  BLOCK = "block",
}

/** Defines a network policy. */
export interface GatewayNetworkPolicyProps extends GatewayPolicyProps {
  readonly action: NetworkAction;
  /** Whom it is for. @default - everybody */
  readonly identity?: Identity;
}

/**
 * Defines a Gateway network policy: who may connect to what. Without any, every enrolled device reaches every private route.
 *
 * Errors: TrafficInvalid, TrafficTooLong, TrafficMisplaced, IdentityInvalid, PrecedenceInvalid, PrecedenceTaken, GatewayPolicyInvalid,
 * AccountMismatch, StackMismatch, AllowByServerName.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/network-policies/
 */
export class GatewayNetworkPolicy extends Construct implements IRouteGuard {
  public readonly resource: ZeroTrustGatewayPolicy;
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
    const { account, action, identity, traffic } = props;
    const blocks = action === NetworkAction.BLOCK;
    this._owner = { construct: this, account, importer: "GatewayNetworkPolicy" };
    this.resource = gatewayPolicy(this, props, { builder: "l4", action, blocks, identity });
    this.policyId = this.resource.id;
    this._guard = this.resource;
    this._keepsOut = blocks;
    this._blocked = blocks && identity === undefined ? blockedBy(traffic._conditions) : { cidrs: [] };
    if (!blocks && speaksOfServerNamesAlone(traffic._conditions)) {
      warn(
        this,
        "AllowByServerName",
        "it lets its people connect to every routed address, since the server name is what the client says it is; narrow it by .and(Traffic.destination(…))",
      );
    }
    this.replaceWithWhatItBlocks(blocks ? [traffic._expression, identity?._identity, identity?._devicePosture] : []);
  }

  /**
   * Its routes go with its id, so a replacement closes them before the policy lets go of what it blocked. An update would let go first, and
   * with `create_before_destroy` the new policy would meet the old one's precedence, which Cloudflare refuses.
   */
  private replaceWithWhatItBlocks(blocked: (string | undefined)[]): void {
    const trigger = new ReplacementTrigger(this, "Blocked", { blocked: blocked.map((expression) => expression ?? "") });
    trigger.replaces(this.resource);
    this.node.addValidation({ validate: () => brokenBy(this.resource, trigger) });
  }
}

/** What Aspects took of that; `addOverride` is out of its sight. */
function brokenBy(resource: ZeroTrustGatewayPolicy, trigger: ReplacementTrigger): string[] {
  const broken = (message: string) => `SafetyContractBroken: ${message}`;
  const problems = [resource, trigger].flatMap((each) => [
    ...validateNoIgnoredChanges(each).map(({ code, message }) => `${code}: ${message}`),
    ...(each.lifecycle?.createBeforeDestroy === true
      ? [broken(`lifecycle.createBeforeDestroy of ${each.node.path} is true; expected none: its routes close first`)]
      : []),
  ]);
  if (!trigger.isIntact(resource)) {
    const { path } = resource.node;
    problems.push(
      broken(`lifecycle.replaceTriggeredBy of ${path} lost ${trigger.node.path}; merge: { ...resource.lifecycle, … }`),
    );
  }
  return problems;
}

function speaksOfServerNamesAlone(conditions: Condition[]): boolean {
  const isDestination = ({ cidrs, negated }: Condition) => cidrs !== undefined && negated !== true;
  return conditions.some(({ serverNames }) => serverNames) && !conditions.some(isDestination);
}

/** Only a policy about the destination alone keeps everybody out; a port, a server name or an exception leaves a way. */
function blockedBy(conditions: Condition[]): BlockedDestinations | undefined {
  if (conditions.some(({ subject }) => subject === "raw")) return undefined;
  const [destinations, networks] = [
    conditions.filter(({ cidrs }) => cidrs),
    conditions.filter((c) => c.virtualNetwork),
  ];
  const narrowed =
    conditions.length > destinations.length + networks.length || conditions.some(({ negated }) => negated);
  if (narrowed || destinations.length !== 1 || networks.length > 1) return { cidrs: [] };
  const virtualNetworkId = networks[0]?.virtualNetwork?.virtualNetworkId;
  return { cidrs: [...destinations[0].cidrs!], ...(virtualNetworkId !== undefined && { virtualNetworkId }) };
}
