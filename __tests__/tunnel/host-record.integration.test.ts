import { LoadBalancer } from "@cdktf/provider-cloudflare/lib/load-balancer";
import { TerraformStack } from "cdktf";
import { ORIGIN, policyIn } from "./fixture";
import { ACCOUNT, stackWithProvider, zoneIn } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import { apply, destroy, expectOrder, has, Run } from "../support/terraform-order";
import { AccessApplication, HostAccess, HostRecord, Origin, ShortLivedCertificate, Tunnel } from "cdktf-zero-trust";

const HOST = "app.example.com";

jest.setTimeout(120_000);

/** Two tunnels that serve one host behind a load balancer. */
function balanced(isPublished: boolean): TerraformStack {
  const stack = stackWithProvider();
  const zone = zoneIn(stack);
  const staff = policyIn(stack, "staff");
  const tunnels = ["eu", "us"].map((id) => new Tunnel(stack, id, { account: ACCOUNT }));
  if (!isPublished) return stack;
  const { aud } = new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: [HOST], policies: [staff] });
  const access = HostAccess.existing({ aud, reason: "two tunnels serve the host" });
  const record = HostRecord.managedElsewhere("the load balancer");
  const pools = { defaultPools: ["pool"], fallbackPool: "pool" };
  const balancer = new LoadBalancer(stack, "balancer", { zoneId: zone.zoneId, name: HOST, ...pools });
  for (const tunnel of tunnels) {
    tunnel.publish(HOST, { zone, origin: ORIGIN, access, record });
    tunnel.addPublicEntry(balancer);
  }
  return stack;
}

describeWithTerraform("the order in which Terraform changes a host that two tunnels serve", () => {
  let created: Run;
  beforeAll(() => {
    created = apply(balanced(true));
  });

  test("creates the application, then the configurations, then the load balancer", () => {
    expect(created.error).toBeUndefined();
    for (const id of ["eu", "us"]) expectOrder(created, "create app", `create ${id}/Config`, "create balancer");
  });

  test("deletes the load balancer, then updates the configurations, then deletes the application", () => {
    const removed = apply(balanced(false), { from: created });
    expect(removed.error).toBeUndefined();
    for (const id of ["eu", "us"]) expectOrder(removed, "delete balancer", `update ${id}/Config`, "delete app");
  });

  test("keeps the application after a failed update of a configuration", () => {
    const failed = apply(balanced(false), { from: created, failing: true });
    expect(failed.error).toBeDefined();
    expect(has(failed, "delete app")).toBe(false);
  });

  test("deletes the load balancer first and the application last on a teardown", () => {
    const gone = destroy(created);
    for (const id of ["eu", "us"]) {
      expectOrder(gone, "delete balancer", `delete ${id}/Config`, `delete ${id}`, "delete app");
    }
  });
});

/** A host with a terminal and a certificate authority. */
function ssh(isPublished: boolean): TerraformStack {
  const stack = stackWithProvider();
  const tunnel = new Tunnel(stack, "eu", { account: ACCOUNT });
  const access = HostAccess.policies(policyIn(stack, "staff"));
  if (!isPublished) return stack;
  const origin = Origin.ssh("10.0.3.12", 22, { browserRendering: true });
  const { application } = tunnel.publish("ssh.example.com", { zone: zoneIn(stack), origin, access });
  new ShortLivedCertificate(stack, "ca", { application: application! });
  return stack;
}

describeWithTerraform("the order in which Terraform changes a certificate authority for SSH", () => {
  test("creates it after the application, and deletes it before", () => {
    const application = "Hosts/ssh.example.com/Application";
    const created = apply(ssh(true));
    expectOrder(created, `create ${application}`, "create ca");
    expectOrder(apply(ssh(false), { from: created }), "delete ca", `delete ${application}`);
    expectOrder(destroy(created), "delete ca", `delete ${application}`);
  });
});
