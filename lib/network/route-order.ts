import { TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { reportAtEnd } from "../core/errors";
import { IRouteGuard } from "../core/route-guard";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { validateDestroyBeforeCreate, validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { lazyLiterals } from "../core/terraform/literals";
import { address, attribute, dependOn } from "../core/terraform/resources";
import { TerraformData } from "../core/terraform/terraform-data";

/**
 * The order in which Terraform changes the private routes of a stack and their guarding policies: it deletes routes,
 * then deletes policies, then creates and updates policies, then creates routes.
 *
 * Gateway policies match addresses, not routes. A new policy takes effect for every route that still covers its
 * addresses, so stale routes must be deleted before a policy is created, changed or deleted. Terraform orders a new
 * object, and one that left the configuration, only after what depended on it in the state. Therefore two more objects
 * are part of the graph. `Closed` precedes all policies and changes with their list. Terraform reaches it when every
 * dependent that has to be deleted is gone. `Guarded` depends on all policies, and every route depends on it.
 *
 * @internal
 */
export class RouteOrder extends Construct {
  /** Returns the order of the stack that contains the scope, and creates it on demand. */
  public static of(scope: Construct): RouteOrder {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild("RouteOrder") as RouteOrder | undefined;
    return existing ?? new RouteOrder(stack, "RouteOrder");
  }

  public readonly closed: TerraformResource;
  public readonly guarded: TerraformResource;
  private readonly guards = new Set<IRouteGuard>();

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.closed = this.mark("Closed", ({ node }) => node.path);
    this.guarded = this.mark("Guarded", ({ _guard }) => attribute(_guard, "id"));
  }

  /** Orders a route after its guarding policies and after all others of the stack. */
  public placeAfter(route: TerraformResource, guards: IRouteGuard[]): void {
    for (const guard of guards) {
      this.guards.add(guard);
      dependOn(guard._guard, address(this.closed));
    }
    dependOn(route, ...guards.map(({ _guard }) => address(_guard)), address(this.guarded));
  }

  private mark(id: string, what: (guard: IRouteGuard) => string): TerraformResource {
    const mark = new TerraformData(this, id, { input: lazyLiterals(() => this.each(what)) });
    guardAttributes(this, mark);
    reportAtEnd(this, () => [...validateNoIgnoredChanges(mark), ...validateDestroyBeforeCreate(mark)]);
    return mark;
  }

  private each(what: (guard: IRouteGuard) => string): string[] {
    const ofStack = [...this.guards].filter(({ _guard }) => TerraformStack.of(_guard) === TerraformStack.of(this));
    return ofStack.sort((a, b) => (address(a._guard) < address(b._guard) ? -1 : 1)).map(what);
  }
}
