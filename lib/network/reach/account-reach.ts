import { IConstruct } from "constructs";
import { narrowBlockEffects } from "./block-effects";
import { PolicyIndex } from "./policy-index";
import { AccountObjects, objectsOf, PolicyInApp, RegisteredPolicy } from "./registered";
import { Cidr, parseCidr } from "../../core/addresses/cidr";
import { initialResolvedRangesOf } from "../../core/addresses/reserved-ranges";
import { guardTokens, QUOTED } from "../../core/terraform/guarded-tokens";
import { IVirtualNetwork } from "../../core/virtual-network";
import { comparisonsIn } from "../../reachability/expression/syntax";
import { DEFAULT_VIRTUAL_NETWORK, NameRoute, PrivateEstate, PrivateTarget } from "../../reachability/gateway/model";
import { PrivateReach, privateReach } from "../../reachability/gateway/private-reach";
import { denies } from "../../reachability/gateway/readings";
import { RouteTable } from "../../reachability/gateway/routes";
import { targetsOf } from "../../reachability/gateway/targets";
import { Formula, substitute } from "../../reachability/users/formula";
import { Certainty, findStranger, User } from "../../reachability/users/search";
import { OrderedRoute } from "../ordered";
import { placeOf } from "../route-registry";

/** @internal A target of a route that any enrolled user reaches. */
export interface OpenTarget {
  readonly target: PrivateTarget;
  readonly user: User;
  readonly reach: PrivateReach;
  /** The route and the policies that can match its traffic. */
  readonly estate: PrivateEstate;
  /** The ports of all targets of the route. */
  readonly ports: Set<number | undefined>;
}

/** @internal A policy that blocks nothing, and a policy that allows before it what it matches. */
export interface IneffectiveBlock {
  readonly allow: RegisteredPolicy;
}

/** What is evaluated of a route. */
interface RouteEstate {
  readonly estate: PrivateEstate;
  readonly policies: readonly PolicyInApp[];
  readonly targets: PrivateTarget[];
}

/**
 * Who reaches the routes of an account through all Gateway policies of the app, across its stacks.
 *
 * @internal
 */
export class AccountReach {
  /** Returns the reach of the account's current objects. */
  public static of(scope: IConstruct, accountId: string): AccountReach {
    const { root } = scope.node;
    const accounts = REACHES.get(root) ?? new Map<string, AccountReach>();
    REACHES.set(root, accounts);
    const objects = objectsOf(scope, accountId);
    const known = accounts.get(accountId);
    if (known?.isCurrent(objects) === true) return known;
    const reach = new AccountReach({ policies: [...objects.policies], routes: [...objects.routes] });
    accounts.set(accountId, reach);
    return reach;
  }

  private readonly constructs: ReadonlySet<IConstruct>;
  private readonly index: PolicyIndex<PolicyInApp>;
  private readonly virtualNetworks: { readonly id: string }[];
  private readonly defaultVirtualNetwork: string;
  /** The hostnames that are routed, by the name that has one label less. */
  private readonly childNames = new Map<string, NameRoute[]>();
  private severalNetworks?: boolean;
  private ineffective?: Map<RegisteredPolicy, IneffectiveBlock>;

  private constructor(private readonly objects: AccountObjects) {
    const { policies, routes } = objects;
    this.constructs = new Set(policies.map(({ construct }) => construct));
    const inApp = policies.map((policy): PolicyInApp => ({ ...policy.data, policy }));
    inApp.sort((a, b) => a.policy.precedence - b.policy.precedence);
    const networks = [
      ...policies.flatMap(({ virtualNetworks }) => virtualNetworks),
      ...routes.flatMap(({ target }) => ("cidr" in target ? (target.virtualNetwork ?? []) : [])),
    ];
    // An imported one can be the default, but a policy for it does not guard a route that does not name it.
    this.virtualNetworks = [...new Set(networks.map(idOf))].map((id) => ({ id }));
    const byDefault = networks.find(({ _isDefault }) => _isDefault === true);
    this.defaultVirtualNetwork = byDefault === undefined ? DEFAULT_VIRTUAL_NETWORK : idOf(byDefault);
    const ranges = routes.flatMap(({ target }) => ("cidr" in target ? [target.cidr] : initialRangesOf(target.account)));
    this.index = new PolicyIndex(inApp, ranges);
    for (const { target } of routes) if ("hostname" in target) this.addName(target.hostname);
  }

  /**
   * Finds a target of a route that certainly every enrolled user reaches, although the route lists guarding policies.
   * A policy that cannot be evaluated at synth could block it, or allow it to some users only.
   */
  public openTargetOf(route: OrderedRoute): OpenTarget | undefined {
    const { guards } = route;
    if (guards.length === 0 || guards.some((guard) => !this.constructs.has(guard))) return undefined;
    const { estate, targets } = this.estateOf(route);
    const ports = new Set(targets.map(({ port }) => port));
    const table = new RouteTable(estate);
    const find = (candidates: PrivateTarget[]): OpenTarget | undefined => {
      for (const target of candidates) {
        const reach = privateReach(target, estate, table);
        const user = findStranger(withoutOpaqueUsers(reach.users), Certainty.CERTAIN);
        if (user !== undefined) return { target, user, reach, estate, ports };
      }
      return undefined;
    };
    if ("cidr" in route.target || route.target.account.initialResolvedRanges !== undefined) return find(targets);
    // It is unknown which range the account uses, so a name is open for certain if it is in each of them.
    const ranges = [...new Set(targets.map(({ destination }) => destination))];
    const found = ranges.map((range) => find(targets.filter(({ destination }) => destination === range)));
    return found.every((each) => each !== undefined) ? found[0] : undefined;
  }

  /** Whether the CIDR routes are in several virtual networks, so that two of them can have the same addresses. */
  public get hasSeveralNetworks(): boolean {
    this.severalNetworks ??= new Set(this.objects.routes.flatMap(networkOf)).size > 1;
    return this.severalNetworks;
  }

  /** Finds out why a narrow block has no effect on any route of the account. */
  public ineffectiveBlock(policy: RegisteredPolicy): IneffectiveBlock | undefined {
    this.ineffective ??= this.ineffectiveBlocks();
    return this.ineffective.get(policy);
  }

  private isCurrent({ policies, routes }: AccountObjects): boolean {
    return policies.length === this.objects.policies.length && routes.length === this.objects.routes.length;
  }

  private ineffectiveBlocks(): Map<RegisteredPolicy, IneffectiveBlock> {
    const effective = new Set<RegisteredPolicy>();
    const allowed = new Map<RegisteredPolicy, IneffectiveBlock>();
    for (const route of this.objects.routes) {
      const { estate, policies, targets } = this.estateOf(route);
      if (!policies.some(({ policy }) => policy.isNarrowBlock && !effective.has(policy))) continue;
      for (const target of targets) {
        for (const { block, allow } of narrowBlockEffects(policies, target, estate, effective)) {
          if (allow === undefined) effective.add(block);
          else if (!allowed.has(block)) allowed.set(block, { allow });
        }
      }
    }
    for (const policy of effective) allowed.delete(policy);
    return allowed;
  }

  private estateOf({ target }: OrderedRoute): RouteEstate {
    const { virtualNetworks, defaultVirtualNetwork } = this;
    const common = { virtualNetworks, defaultVirtualNetwork };
    if ("cidr" in target) {
      const { cidr, virtualNetwork } = target;
      const policies = this.index.connectionsTo(cidr);
      const network =
        virtualNetwork === undefined || virtualNetwork._isDefault === true
          ? defaultVirtualNetwork
          : idOf(virtualNetwork);
      const routes = [{ cidr, tunnel: "", virtualNetwork: network }];
      const estate = { ...common, routes, hostnameRoutes: [], policies };
      return { estate, policies, targets: targetsOf(estate) };
    }
    const { hostname, account } = target;
    const policies = this.index.namesBelow(hostname, initialRangesOf(account));
    const own = { hostname, tunnel: "" };
    const estate = {
      ...common,
      routes: [],
      hostnameRoutes: [own, ...(this.childNames.get(hostname) ?? [])],
      policies,
      initialResolvedRanges: initialResolvedRangesOf(account),
    };
    const table = new RouteTable(estate);
    return {
      estate,
      policies,
      targets: targetsOf(estate, { serverNames: openServerNames(policies) }).filter(
        ({ name = "" }) => table.hostnameRoute(name) === own,
      ),
    };
  }

  private addName(hostname: string): void {
    const parent = hostname.replace(/^[^.]*[.]/, "");
    const children = this.childNames.get(parent) ?? [];
    this.childNames.set(parent, children);
    children.push({ hostname, tunnel: "" });
  }
}

function networkOf({ target }: OrderedRoute): string[] {
  return "cidr" in target ? [placeOf(target.virtualNetwork)] : [];
}

const REACHES = new WeakMap<IConstruct, Map<string, AccountReach>>();

/** The id as the expressions of policies contain it. */
function idOf({ virtualNetworkId }: IVirtualNetwork): string {
  return guardTokens(virtualNetworkId, QUOTED, "TrafficInvalid");
}

function initialRangesOf(account: OrderedRoute["target"]["account"]): Cidr[] {
  return initialResolvedRangesOf(account).flatMap((text) => parseCidr(text) ?? []);
}

/**
 * The server names with which any user can connect. A client chooses the server name, so it can also connect to another
 * name with it. Those of policies for some users open nothing to strangers.
 */
function openServerNames(policies: readonly PolicyInApp[]): string[] {
  return policies
    .filter(({ builder, action, identity, devicePosture }) => {
      const isOpen = identity === undefined && devicePosture === undefined;
      return builder === "l4" && isOpen && !denies(action);
    })
    .flatMap(({ traffic }) => (traffic === undefined ? [] : comparisonsIn(traffic)))
    .filter(({ field }) => field.startsWith("net.sni."))
    .flatMap(({ operands }) => operands.flatMap(({ text }) => text ?? []));
}

/**
 * A user without the attributes whose value is not known at synth: a group from a variable, a posture check. They
 * identify users, so a stranger has none of them. A condition that cannot be evaluated at all is still unknown.
 */
function withoutOpaqueUsers(users: Formula): Formula {
  return substitute(users, ({ trust, kind }) => (trust === "unknown" && kind !== "unread" ? false : undefined));
}
