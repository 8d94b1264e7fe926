import { TerraformStack } from "cdktf";
import { ACCOUNT, stackWithProvider, zoneIn } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import { Run, apply, beganBefore, destroy, expectOrder, has } from "../support/terraform-order";
import { AccessPolicy, AccessRule, HostAccess, Origin, Tunnel } from "cdktf-zero-trust";

/** Tunnel, hostname, the one policy that lets people in; "" where the host is public. */
interface Estate {
  readonly [tunnel: string]: { readonly [hostname: string]: string };
}

const A = "a.example.com";
const B = "b.example.com";
const C = "c.example.com";
const THREE_HOSTS: Estate = { "eks-dev": { [A]: "staff", [B]: "partners", [C]: "staff" } };
const WITHOUT_B: Estate = { "eks-dev": { [A]: "staff", [C]: "staff" } };

jest.setTimeout(60_000);

describeWithTerraform("the order of Terraform's work", () => {
  let created: Run;
  let removed: Run;
  let moved: Run;

  beforeAll(() => {
    created = apply(stackOf(THREE_HOSTS));
    removed = apply(stackOf(WITHOUT_B), { from: created });
    moved = apply(stackOf({ ...WITHOUT_B, "eks-prod": { [B]: "partners" } }), { from: created });
  });

  test("creates the locks before the route and the route before the name", () => {
    expect(created.error).toBeUndefined();
    for (const [host, policy] of Object.entries(THREE_HOSTS["eks-dev"])) {
      expectOrder(
        created,
        `create ${policy}`,
        `create Hosts/${host}/Application`,
        "create eks-dev",
        "create eks-dev/Config",
        `create Hosts/${host}/Record`,
      );
    }
    expectOrder(created, "create eks-dev/Config", "create eks-dev/Interlock");
  });

  test("removes a host's name, then its route, then its lock, then the policy that nobody uses any more", () => {
    expect(removed.error).toBeUndefined();
    expectOrder(
      removed,
      `delete Hosts/${B}/Record`,
      "update eks-dev/Config",
      "update eks-dev/Interlock",
      `delete Hosts/${B}/Application`,
      "delete partners",
    );
    expect(removed.changes).toHaveLength(5);
  });

  test("adds a host without a change to the tunnel or to other hosts", () => {
    const added = apply(stackOf(THREE_HOSTS), { from: removed });
    expectOrder(
      added,
      "create partners",
      `create Hosts/${B}/Application`,
      "update eks-dev/Config",
      `create Hosts/${B}/Record`,
    );
    expectOrder(added, "update eks-dev/Config", "update eks-dev/Interlock");
    expect(added.changes).toHaveLength(5);
  });

  test("renames a host by a new lock before the route and the old lock after it", () => {
    const renamed = apply(stackOf({ "eks-dev": { ...WITHOUT_B["eks-dev"], "new.example.com": "partners" } }), {
      from: created,
    });
    const order = [
      "create Hosts/new.example.com/Application",
      "update eks-dev/Config",
      `delete Hosts/${B}/Application`,
    ];
    expectOrder(renamed, ...order);
    expectOrder(renamed, `delete Hosts/${B}/Record`, "update eks-dev/Config", "create Hosts/new.example.com/Record");
    expect(has(renamed, "update eks-dev")).toBe(false);
  });

  test("moves a host to another tunnel with its record and its application", () => {
    expectOrder(moved, "create eks-prod", "create eks-prod/Config", `update Hosts/${B}/Record`);
    expect(has(moved, "update eks-dev/Config")).toBe(true);
    expect(moved.changes.filter(({ what }) => what.includes("Hosts/")).map(({ what }) => what)).toEqual([
      `update Hosts/${B}/Record`,
    ]);
  });

  test("opens a host before its lock goes, and locks it before the lock is asked for", () => {
    const opened = apply(stackOf({ "eks-dev": { ...THREE_HOSTS["eks-dev"], [B]: "" } }), { from: created });
    expectOrder(opened, "update eks-dev/Config", `delete Hosts/${B}/Application`);
    expect(has(opened, `update Hosts/${B}/Record`)).toBe(true);
    const locked = apply(stackOf(THREE_HOSTS), { from: opened });
    expectOrder(locked, `create Hosts/${B}/Application`, "update eks-dev/Config");
    expect(has(locked, `update Hosts/${B}/Record`)).toBe(true);
  });

  test("removes a tunnel with its hosts: names, configuration, tunnel, locks", () => {
    const one = apply(stackOf(WITHOUT_B), { from: moved });
    expectOrder(
      one,
      `delete Hosts/${B}/Record`,
      "delete eks-prod/Config",
      "delete eks-prod",
      `delete Hosts/${B}/Application`,
      "delete partners",
    );
    expectOrder(one, "delete eks-prod/Interlock", "delete eks-prod/Config");
    expect(has(one, "update eks-dev")).toBe(false);
  });

  test("destroys everything from the names down to the policies", () => {
    const destroyed = destroy(created);
    expect(destroyed.error).toBeUndefined();
    for (const [host, policy] of Object.entries(THREE_HOSTS["eks-dev"])) {
      expectOrder(
        destroyed,
        `delete Hosts/${host}/Record`,
        "delete eks-dev/Config",
        "delete eks-dev",
        `delete Hosts/${host}/Application`,
        `delete ${policy}`,
      );
    }
  });

  describe("when the configuration's update fails", () => {
    let failed: Run;

    beforeAll(() => {
      failed = apply(stackOf(WITHOUT_B), { from: created, failing: true });
    });

    test("deletes no lock", () => {
      expect(failed.error).toBe("the update failed");
      expect(failed.changes.map(({ what }) => what)).toEqual([`delete Hosts/${B}/Record`, "update eks-dev/Config"]);
    });

    test("keeps the lock through the retry until the route is gone", () => {
      const retried = apply(stackOf(WITHOUT_B), { from: failed });
      expect(retried.error).toBeUndefined();
      expectOrder(
        retried,
        "update eks-dev/Config",
        "update eks-dev/Interlock",
        `delete Hosts/${B}/Application`,
        "delete partners",
      );
    });

    test("keeps the lock through two failures in a row", () => {
      const again = apply(stackOf(WITHOUT_B), { from: failed, failing: true });
      expect(has(again, `delete Hosts/${B}/Application`)).toBe(false);
      const retried = apply(stackOf(WITHOUT_B), { from: again });
      expectOrder(retried, "update eks-dev/Config", `delete Hosts/${B}/Application`);
    });
  });

  // What the order rests on: each of these takes one part away and loses it.

  test("without create_before_destroy from the first apply the lock goes before the route", () => {
    const before = apply(stackOf(THREE_HOSTS), { edit: withoutCreateBeforeDestroy });
    const order = [`delete Hosts/${B}/Application`, "update eks-dev/Config"];
    expectOrder(apply(stackOf(WITHOUT_B), { from: before, edit: withoutCreateBeforeDestroy }), ...order);
    expectOrder(apply(stackOf(WITHOUT_B), { from: before }), ...order);
  });

  test("without the interlock a retry deletes the lock while the route is there", () => {
    expect(retriedLosingTheLock(withoutInterlock)).toBe(true);
  });

  test("an interlock without the applications' aud does not hold the lock", () => {
    expect(retriedLosingTheLock(withoutInterlockInput)).toBe(true);
  });

  test("without the tunnel's dependence the locks go before the tunnel", () => {
    const before = apply(stackOf(WITHOUT_B), { edit: withoutTunnelDependence });
    expect(beganBefore(destroy(before), `delete Hosts/${A}/Application`, "delete eks-dev")).toBe(true);
  });
});

/** Whether, after a failed update of the configuration, the lock goes before the configuration is updated. */
function retriedLosingTheLock(edit: (terraform: any) => void): boolean {
  const before = apply(stackOf(THREE_HOSTS), { edit });
  const failed = apply(stackOf(WITHOUT_B), { from: before, edit, failing: true });
  expect(has(failed, `delete Hosts/${B}/Application`)).toBe(false);
  const retried = apply(stackOf(WITHOUT_B), { from: failed, edit });
  return beganBefore(retried, `delete Hosts/${B}/Application`, "update eks-dev/Config");
}

function withoutCreateBeforeDestroy(terraform: any): void {
  for (const body of bodies(terraform)) delete body.lifecycle;
}

function withoutInterlock(terraform: any): void {
  delete terraform.resource.terraform_data;
}

function withoutInterlockInput(terraform: any): void {
  for (const body of Object.values<any>(terraform.resource.terraform_data)) delete body.input;
}

function withoutTunnelDependence(terraform: any): void {
  for (const body of Object.values<any>(terraform.resource.cloudflare_zero_trust_tunnel_cloudflared)) {
    delete body.depends_on;
  }
}

function bodies(terraform: any): any[] {
  return Object.values<any>(terraform.resource).flatMap((byName) => Object.values(byName));
}

function stackOf(estate: Estate): TerraformStack {
  const stack = stackWithProvider();
  const zone = zoneIn(stack);
  for (const [tunnelId, hosts] of Object.entries(estate)) {
    const tunnel = new Tunnel(stack, tunnelId, { account: ACCOUNT });
    for (const [hostname, policy] of Object.entries(hosts)) {
      const access = policy === "" ? HostAccess.publicly("status page") : HostAccess.policies(policyIn(stack, policy));
      tunnel.publish(hostname, { zone, origin: Origin.http("10.0.3.7", 8080), access });
    }
  }
  return stack;
}

function policyIn(stack: TerraformStack, id: string): AccessPolicy {
  const existing = stack.node.tryFindChild(id) as AccessPolicy | undefined;
  return (
    existing ?? new AccessPolicy(stack, id, { account: ACCOUNT, include: [AccessRule.emailDomain("example.com")] })
  );
}
