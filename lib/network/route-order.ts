import { TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { IRouteGuard } from "../core/route-guard";
import { address, attribute, dependOn } from "../core/terraform/resources";

/**
 * Defines in which order the routes of a stack and the policies in front of them change: routes that go, policies that go, policies that come or change,
 * routes that come.
 *
 * Policies speak of addresses and not of routes: one that comes lets its people into whatever is still routed there, and one that goes or changes does so
 * until it has. Of what is new, and of what has left the configuration, Terraform orders only what depended on it in the state. So two objects stand
 * between. `Closed`, in front of all policies, changes with their list, and Terraform reaches it when all is gone that depended on it and has to go.
 * `Guarded`, behind all policies, is in front of every route.
 *
 * @internal
 */
export class RouteOrder extends Construct {
  /** Of the stack. */
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
    this.closed = new Turn(this, "Closed", () => this.each(({ node }) => node.path));
    this.guarded = new Turn(this, "Guarded", () => this.each(({ _guard }) => attribute(_guard, "id")));
  }

  /** Has its turn behind these guards, and behind all others of the stack. */
  public follows(route: TerraformResource, guards: IRouteGuard[]): void {
    for (const guard of guards) {
      this.guards.add(guard);
      dependOn(guard._guard, address(this.closed));
    }
    dependOn(route, ...guards.map(({ _guard }) => address(_guard)), address(this.guarded));
  }

  private each(what: (guard: IRouteGuard) => string): string[] {
    const ofStack = [...this.guards].filter(({ _guard }) => TerraformStack.of(_guard) === TerraformStack.of(this));
    return ofStack.map(what).sort();
  }
}

/** A `terraform_data`, which needs no provider. */
class Turn extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly input: () => string[],
  ) {
    super(scope, id, { terraformResourceType: "terraform_data" });
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return { input: this.input() };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    return { input: { value: this.input(), isBlock: false, type: "any", storageClassType: "any" } };
  }
}
