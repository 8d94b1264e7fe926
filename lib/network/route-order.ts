import { TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { OrderedPolicy, OrderedRoute } from "./ordered";
import { Account } from "../core/account";
import { Problem, reportAtEnd } from "../core/errors";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import {
  contractBroken,
  missingEdges,
  validateDestroyBeforeCreate,
  validateNoIgnoredChanges,
} from "../core/terraform/lifecycle";
import { lazyLiterals } from "../core/terraform/literals";
import { address, attribute, dependOn } from "../core/terraform/resources";
import { TerraformData } from "../core/terraform/terraform-data";

/**
 * The order in which Terraform changes the private routes and the Gateway policies of a stack: it deletes routes, then
 * deletes policies, then creates and updates policies, then creates routes.
 *
 * Gateway policies match addresses and names, not routes. A new policy takes effect for every route that still covers
 * its addresses, whether the route lists it or not, so stale routes must be deleted before a policy is created, changed
 * or deleted. Terraform orders a new object, and one that left the configuration, only after what depended on it in the
 * state. Therefore two more objects are part of the graph. `Closed` precedes all policies and changes with their list
 * and their precedences. Terraform reaches it when every dependent that has to be deleted is gone, so a policy can also
 * take the precedence of a policy that is deleted or replaced. `Guarded` depends on all policies, and every route
 * depends on it.
 *
 * @internal
 */
export class RouteOrder extends Construct {
  public readonly closed: TerraformResource;
  public readonly guarded: TerraformResource;

  public constructor(
    scope: TerraformStack,
    private readonly policies: ReadonlySet<OrderedPolicy>,
  ) {
    super(scope, "RouteOrder");
    this.closed = this.mark("Closed", ({ guard: { node }, precedence }) =>
      precedence === undefined ? node.path : `${node.path} ${precedence()}`,
    );
    this.guarded = this.mark("Guarded", ({ guard: { _guard } }) => attribute(_guard, "id"));
  }

  private mark(id: string, what: (policy: OrderedPolicy) => string): TerraformResource {
    const mark = new TerraformData(this, id, {
      input: lazyLiterals(() => [...this.policies].sort(byAddress).map(what)),
    });
    guardAttributes(this, mark);
    reportAtEnd(this, () => [...validateNoIgnoredChanges(mark), ...validateDestroyBeforeCreate(mark)]);
    return mark;
  }
}

/**
 * The policies and the routes of a stack, in any order of construction.
 *
 * @internal
 */
export class StackOrder {
  /** Returns the policies and routes of the stack that contains the scope. */
  public static of(scope: Construct): StackOrder {
    const stack = TerraformStack.of(scope);
    const existing = ORDERS.get(stack);
    if (existing !== undefined) return existing;
    const order = new StackOrder(stack);
    ORDERS.set(stack, order);
    return order;
  }

  private readonly policies = new Set<OrderedPolicy>();
  private readonly routes = new Map<OrderedRoute, Set<OrderedPolicy>>();
  /** The hostname routes by the name that has one label less. */
  private readonly names = new Map<string, OrderedRoute[]>();
  /** Exists as soon as the stack has both policies and routes. */
  private order?: RouteOrder;

  private constructor(private readonly stack: TerraformStack) {}

  /** Adds a policy, listed in `guardedBy` of a route or not. */
  public addPolicy(policy: OrderedPolicy): void {
    this.policies.add(policy);
    reportAtEnd(policy.guard, () => this.validatePolicy(policy));
    for (const route of this.routes.keys()) this.relate(policy, route);
    this.connect([policy], [...this.routes.keys()]);
  }

  /** Adds a route, with guarding policies or not. */
  public addRoute(route: OrderedRoute): void {
    const known = new Set([...this.policies].map(({ guard }) => guard));
    for (const guard of route.guards) {
      if (known.has(guard) || TerraformStack.of(guard._guard) !== this.stack) continue;
      this.addPolicy({ guard, stops: guard._keepsOut, kind: "connections", matches: () => false });
    }
    this.routes.set(route, new Set());
    if ("hostname" in route.target) {
      const parent = route.target.hostname.replace(/^[^.]*\./, "");
      this.names.set(parent, [...(this.names.get(parent) ?? []), route]);
    }
    for (const policy of this.policies) this.relate(policy, route);
    this.connect([...this.policies], [route]);
  }

  /**
   * Returns the ids of the policies that stop traffic of a route, in a stable order. If one of them is replaced,
   * exchanged, added or removed, so is the route. Policies that allow can change in any order while those that stop
   * traffic are the same: what is allowed in between is allowed before or after.
   */
  public stopping(route: OrderedRoute): string[] {
    return this.related(route, ({ stops }) => stops).map(({ guard }) => guard.policyId);
  }

  /**
   * Returns what allows connections of a route that DNS policies stop as well. A user needs both an answer and a
   * connection, so between two changes that each allow more in one of them and less in the other, a user could have
   * both. `undefined` if there are no such policies.
   */
  public allowing(route: OrderedRoute): string[][] | undefined {
    if (this.related(route, ({ stops, kind }) => stops && kind === "names").length === 0) return undefined;
    const allowing = this.related(route, ({ stops, kind }) => !stops && kind === "connections");
    return allowing.length === 0 ? undefined : allowing.map(({ values }) => values?.() ?? []);
  }

  /**
   * Returns the ids of the hostname routes that are more specific than a hostname route. Without one of them, its names
   * lead to the less specific route, so the latter is deleted before it and created after it. `undefined` if there are
   * none.
   */
  public moreSpecific({ target }: OrderedRoute): string[] | undefined {
    if (!("hostname" in target)) return undefined;
    const below = (this.names.get(target.hostname) ?? []).filter((route) => isOfAccount(route, target.account));
    if (below.length === 0) return undefined;
    const ordered = below.map(({ resource }) => resource).sort((a, b) => (address(a) < address(b) ? -1 : 1));
    return ordered.map((resource) => attribute(resource, "id"));
  }

  /** Finds the edges of a route that an Aspect removed. */
  public validateRoute({ resource, guards }: OrderedRoute): Problem[] {
    if (this.order === undefined) return [];
    const own = guards.map(({ _guard }) => _guard).filter((guard) => TerraformStack.of(guard) === this.stack);
    return missingEdges(resource, [...own, this.order.guarded]);
  }

  private validatePolicy({ guard: { _guard: policy } }: OrderedPolicy): Problem[] {
    if (this.order === undefined) return [];
    const later = [...this.routes.keys()].find(({ resource }) => policy.dependsOn?.includes(address(resource)));
    if (later !== undefined) {
      const { path } = later.resource.node;
      return [
        contractBroken(
          `${policy.node.path} depends on ${path}, but routes are created after the policies of their stack. Remove the dependency, or create the policy in another stack.`,
        ),
      ];
    }
    return missingEdges(policy, [this.order.closed]);
  }

  /** A policy that stops traffic of a route is replaced together with the route. */
  private relate(policy: OrderedPolicy, route: OrderedRoute): void {
    if (!route.guards.includes(policy.guard) && !policy.matches(route.target)) return;
    this.routes.get(route)!.add(policy);
    if (policy.stops) policy.replaceWithRoutes?.();
  }

  private related(route: OrderedRoute, which: (policy: OrderedPolicy) => boolean): OrderedPolicy[] {
    const path = ({ guard }: OrderedPolicy) => guard.node.path;
    return [...this.routes.get(route)!].filter(which).sort((a, b) => (path(a) < path(b) ? -1 : 1));
  }

  private connect(policies: OrderedPolicy[], routes: OrderedRoute[]): void {
    if (this.policies.size === 0 || this.routes.size === 0) return;
    if (this.order === undefined) {
      this.order = new RouteOrder(this.stack, this.policies);
      return this.connect([...this.policies], [...this.routes.keys()]);
    }
    const { closed, guarded } = this.order;
    for (const { guard } of policies) dependOn(guard._guard, address(closed));
    for (const { resource } of routes) dependOn(resource, address(guarded));
  }
}

/** Tokens have no stable order. */
function byAddress({ guard: a }: OrderedPolicy, { guard: b }: OrderedPolicy): number {
  return address(a._guard) < address(b._guard) ? -1 : 1;
}

const ORDERS = new WeakMap<TerraformStack, StackOrder>();

function isOfAccount({ target }: OrderedRoute, { accountId }: Account): boolean {
  return target.account.accountId === accountId;
}
