import { TerraformStack } from "cdktf";
import { FakeGuard } from "../support/route-guard";
import { ACCOUNT, stackWithProvider } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import { apply, beganBefore, destroy, expectOrder, has, Run } from "../support/terraform-order";
import { Tunnel } from "cdktf-zero-trust";

/** The CIDRs of each tunnel's routes with their guarding policies. */
interface Estate {
  readonly tunnels: { readonly [tunnel: string]: { readonly [cidr: string]: string[] } };
  /** The CIDRs that each guarding policy blocks. */
  readonly guards: { readonly [id: string]: string[] };
}

const A = "10.10.0.0/16";
const B = "10.20.0.0/16";
const ROUTE_A = "Routes/10.10.0.0--16";
const ROUTE_B = "Routes/10.20.0.0--16";
const BOTH: Estate = { tunnels: { dev: { [A]: ["deny"], [B]: ["deny"] } }, guards: { deny: [A, B] } };
const ONE: Estate = { tunnels: { dev: { [A]: ["deny"] } }, guards: { deny: [A] } };

jest.setTimeout(60_000);

describeWithTerraform("the order in which Terraform changes routes", () => {
  let both: Run;
  beforeAll(() => {
    both = apply(stackOf(BOTH));
  });

  test("creates the guarding policy before the route, and deletes the route first on a teardown", () => {
    expect(both.error).toBeUndefined();
    expectOrder(both, "create deny", `create ${ROUTE_A}`);
    const gone = destroy(both);
    for (const route of [ROUTE_A, ROUTE_B]) {
      expectOrder(gone, `delete ${route}`, "delete deny");
      expectOrder(gone, `delete ${route}`, "delete dev");
    }
  });

  test("deletes a route before a guarding policy that is no longer needed", () => {
    const created = apply(stackOf({ tunnels: { dev: { [A]: ["a"], [B]: ["b"] } }, guards: { a: [A], b: [B] } }));
    const removed = apply(stackOf({ tunnels: { dev: { [A]: ["a"] } }, guards: { a: [A] } }), { from: created });
    expectOrder(removed, `delete ${ROUTE_B}`, "delete b");
    expect(has(removed, `delete ${ROUTE_A}`)).toBe(false);
  });

  test("deletes a route before its shared guarding policy stops blocking it, and keeps the other routes", () => {
    const removed = apply(stackOf(ONE), { from: both });
    expect(removed.error).toBeUndefined();
    expectOrder(removed, `delete ${ROUTE_B}`, "update deny");
    expect(worksOn(removed)).toHaveLength(3);
  });

  test("would update the guarding policy first without the edges", () => {
    const created = apply(stackOf(BOTH), { edit: untied });
    const removed = apply(stackOf(ONE), { from: created, edit: untied });
    expect(beganBefore(removed, "update deny", `delete ${ROUTE_B}`)).toBe(true);
  });

  test("creates a new guarding policy before the route that it takes over", () => {
    const created = apply(stackOf({ tunnels: BOTH.tunnels, guards: { deny: [A, B] } }));
    const split = { dev: { [A]: ["deny"], [B]: ["b"] } };
    const after = apply(stackOf({ tunnels: split, guards: { deny: [A], b: [B] } }), { from: created });
    expectOrder(after, `delete ${ROUTE_B}`, "update deny");
    expectOrder(after, "create b", `create ${ROUTE_B}`);
    expect(has(after, `delete ${ROUTE_A}`)).toBe(false);
  });

  test("deletes the route while another guarding policy takes over", () => {
    const created = apply(stackOf({ tunnels: { dev: { [A]: ["old"] } }, guards: { old: [A] } }));
    const swapped = apply(stackOf({ tunnels: { dev: { [A]: ["new"] } }, guards: { new: [A] } }), { from: created });
    expectOrder(swapped, `delete ${ROUTE_A}`, "delete old");
    expectOrder(swapped, "create new", `create ${ROUTE_A}`);
    expectOrder(swapped, `delete ${ROUTE_A}`, `create ${ROUTE_A}`);
  });

  test("would expose the route between two guarding policies without the replacement", () => {
    const old = stackOf({ tunnels: { dev: { [A]: ["old"] } }, guards: { old: [A] } });
    const created = apply(old, { edit: kept });
    const swapped = apply(stackOf({ tunnels: { dev: { [A]: ["new"] } }, guards: { new: [A] } }), {
      from: created,
      edit: kept,
    });
    expect(has(swapped, `delete ${ROUTE_A}`)).toBe(false);
    expect(beganBefore(swapped, "delete old", "create new")).toBe(true);
  });

  test("does not expose the route when the new guarding policy fails and the apply is repeated", () => {
    const created = apply(stackOf({ tunnels: { dev: { [A]: ["old"] } }, guards: { old: [A] } }));
    const after = stackOf({ tunnels: { dev: { [A]: ["new"] } }, guards: { new: [A] } });
    const failed = apply(after, { from: created, edit: failing("cloudflare_zero_trust_gateway_policy") });
    expect(failed.error).toBeDefined();
    expect(has(failed, `create ${ROUTE_A}`)).toBe(false);
    const repeated = apply(after, { from: failed });
    expect(repeated.error).toBeUndefined();
    expect(has(repeated, `create ${ROUTE_A}`)).toBe(true);
    const closed = [failed, repeated].find((run) => has(run, "delete old"))!;
    expect(beganBefore(closed, "delete old", `delete ${ROUTE_A}`)).toBe(false);
  });

  test("deletes a route before it moves to another tunnel and before the old tunnel is deleted", () => {
    const moved = apply(stackOf({ ...BOTH, tunnels: { blue: BOTH.tunnels.dev } }), { from: both });
    expect(moved.error).toBeUndefined();
    expectOrder(moved, "create blue", `create ${ROUTE_A}`);
    expectOrder(moved, `delete ${ROUTE_A}`, "delete dev");
    expectOrder(moved, `delete ${ROUTE_A}`, `create ${ROUTE_A}`);
    expect(has(moved, `update ${ROUTE_A}`)).toBe(false);
  });

  test("changes no route when only the name of the tunnel changes", () => {
    const renamed = apply(stackOf(BOTH, "another name"), { from: both });
    expect(worksOn(renamed)).toEqual(["update dev"]);
  });

  test("changes a CIDR by a removal and an addition", () => {
    const dev = { [A]: ["deny"], "10.30.0.0/16": ["deny-c"] };
    const estate = { tunnels: { dev }, guards: { deny: [A, B], "deny-c": ["10.30.0.0/16"] } };
    const changed = apply(stackOf(estate), { from: both });
    expectOrder(changed, "create deny-c", "create Routes/10.30.0.0--16");
    expect(has(changed, `delete ${ROUTE_B}`)).toBe(true);
    expect(worksOn(changed).filter((what) => what.startsWith("update"))).toEqual([]);
    expect(has(changed, `delete ${ROUTE_A}`)).toBe(false);
  });
});

function stackOf({ tunnels, guards }: Estate, name?: string): TerraformStack {
  const stack = stackWithProvider();
  const made = new Map(
    Object.entries(guards).map(([id, cidrs]) => [id, new FakeGuard(stack, id, ACCOUNT, JSON.stringify(cidrs))]),
  );
  for (const [id, routes] of Object.entries(tunnels)) {
    const tunnel = new Tunnel(stack, id, { account: ACCOUNT, ...(name !== undefined && { name }) });
    for (const [cidr, by] of Object.entries(routes)) {
      tunnel.route(cidr, { guardedBy: by.map((each) => made.get(each)!) });
    }
  }
  return stack;
}

/** Removes the edges from routes to guarding policies. */
function untied({ resource }: any): void {
  for (const body of Object.values<any>(resource.cloudflare_zero_trust_tunnel_cloudflared_route)) {
    delete body.depends_on;
  }
  for (const body of Object.values<any>(resource.terraform_data)) delete body.triggers_replace?.guards;
}

/** Removes the replacement triggers of routes and keeps the edges. */
function kept({ resource }: any): void {
  for (const body of Object.values<any>(resource.cloudflare_zero_trust_tunnel_cloudflared_route)) delete body.lifecycle;
}

/** The changes without the configuration, which changes at each apply here, and without the order resources. */
function worksOn({ changes }: Run): string[] {
  return changes.map(({ what }) => what).filter((what) => !/\/Config$| RouteOrder\//.test(what));
}

/** Makes the creation of each resource of a type fail. */
function failing(type: string): (terraform: any) => void {
  return ({ resource }) => {
    for (const body of Object.values<any>(resource[type])) {
      const postcondition = { condition: '${self.id == ""}', error_message: "the creation failed" };
      body.lifecycle = { ...body.lifecycle, postcondition };
    }
  };
}
