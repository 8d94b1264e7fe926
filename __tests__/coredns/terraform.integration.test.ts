import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { clusterDns, NLB } from "./support";
import { ClusterDnsProps, GkeExposure, IDnsExposure, NlbExposure, NlbServiceOptions } from "../../lib/coredns";
import { Call, callName, CloudView, NOTHING, Rehearsal, Snapshot, Step } from "../../lib/rehearsal";
import { isChange } from "../../lib/rehearsal/exploration/recording";
import { edited, synthesized } from "../rehearsal/fixtures/app";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(60_000);

const SERVICE = "service_v1 cluster-dns/cluster-dns";
const DEPLOYMENT = "deployment_v1 cluster-dns/cluster-dns";

function stepOf(props: Partial<ClusterDnsProps>): Step {
  const stack = synthesized((scope: TerraformStack) => {
    new KubernetesProvider(scope, "kubernetes");
    new AwsProvider(scope, "aws", { region: "eu-central-1" });
    new GoogleProvider(scope, "google", { project: "example" });
    clusterDns(scope, props);
  });
  return { name: "step", stacks: [stack] };
}

const balanced = (options: Partial<NlbServiceOptions> = {}): Partial<ClusterDnsProps> => ({
  exposure: NlbExposure.fixedAddresses({ ...NLB, ...options }),
});

/** The objects that must exist while a Service exposes the pods. */
const REQUIRED = ["namespace_v1", "config_map_v1", "cluster_role_v1", "cluster_role_binding_v1", "service_account_v1"]
  .concat("network_policy_v1", "deployment_v1")
  .map((type) => `kubernetes_${type}`);

function expectNothingExposedEarly(cloud: CloudView): void {
  if (cloud.ofType("kubernetes_service_v1").length === 0) return;
  expect(REQUIRED.filter((type) => cloud.ofType(type).length === 0)).toEqual([]);
}

const called = (call: Call) => callName(call).replace("kubernetes_", "");

const [first, second] = NLB.subnets;
const BASE = stepOf(balanced());
/** Edits that the controller ignores on an existing load balancer. */
const REPLACING = {
  "an address": stepOf(balanced({ subnets: [{ ...first, address: "10.10.0.11" }, second] })),
  "a subnet": stepOf(balanced({ subnets: [{ ...first, subnetId: "subnet-0a1b2c3d4e5f60003" }, second] })),
  "the number of zones": stepOf(balanced({ subnets: [first] })),
  "the name": stepOf(balanced({ name: "dev-dns-2" })),
  // The library supports one scheme. This simulates an upgrade to a version that uses another one.
  "the scheme": edited(BASE, ({ resource }) => {
    const [trigger] = Object.values<any>(resource.terraform_data);
    trigger.triggers_replace.scheme = "internet-facing";
  }),
};
const REORDERED = stepOf(balanced({ subnets: [second, first] }));
const FOLLOWED = stepOf({ ...balanced(), allowFrom: ["10.10.0.0/16", "10.20.0.0/16"], readyPort: 8282 });
const ANOTHER_COREFILE = stepOf({ ...balanced(), ttlSeconds: 30 });

describeWithTerraform("ClusterDns applied by Terraform", () => {
  let rehearsal: Rehearsal;
  let applied: Snapshot;
  beforeAll(async () => {
    rehearsal = await Rehearsal.open([BASE, ...Object.values(REPLACING), REORDERED, FOLLOWED, ANOTHER_COREFILE]);
    await changesTo(BASE);
    expect(await rehearsal.plan(BASE)).toEqual([]);
    applied = rehearsal.save();
  });
  afterAll(() => rehearsal?.close());

  /** The changes in the order in which they take effect. */
  async function changesTo(step: Step): Promise<string[]> {
    const { outcome, journal } = await rehearsal.apply(step, { onChange: expectNothingExposedEarly });
    expect(outcome).toBe("converged");
    return journal.filter(isChange).map(called);
  }
  async function edit(step: Step): Promise<string[]> {
    rehearsal.restore(applied);
    return changesTo(step);
  }
  const ofService = (calls: string[]) => calls.filter((call) => call.endsWith(SERVICE));

  test.each(Object.entries(REPLACING))("replaces the Service when %s changes", async (_, step) => {
    expect(await edit(step)).toEqual(expect.arrayContaining([`delete ${SERVICE}`, `create ${SERVICE}`]));
    expect(await rehearsal.plan(step)).toEqual([]);
  });

  test("keeps the pods while it replaces the Service", async () => {
    const calls = await edit(REPLACING["the scheme"]);
    expect(calls).toEqual([`delete ${SERVICE}`, `create ${SERVICE}`]);
  });

  test("keeps the Service when the addresses are only reordered", async () => {
    expect(await edit(REORDERED)).toEqual([]);
  });

  test("updates the Service when sources or health checks change", async () => {
    expect(ofService(await edit(FOLLOWED))).toEqual([`update ${SERVICE}`]);
  });

  test("only starts a rollout when the Corefile changes", async () => {
    expect(await edit(ANOTHER_COREFILE)).toEqual([
      "update config_map_v1 cluster-dns/cluster-dns",
      `update ${DEPLOYMENT}`,
    ]);
  });

  test.each([0, 1, 2])("exposes no pod without its Corefile, role and policy (order %i)", async (seed) => {
    rehearsal.restore(applied);
    rehearsal.seed = seed;
    const destroyed = await changesTo(NOTHING);
    const created = await changesTo(BASE);
    const creation = (call: string) => created.indexOf(`create ${call}`);
    const deletion = (call: string) => destroyed.indexOf(`delete ${call}`);
    for (const name of [
      "config_map_v1 cluster-dns",
      "network_policy_v1 cluster-dns",
      "cluster_role_binding_v1 default",
    ]) {
      const call = `${name}/cluster-dns`;
      expect(creation(call)).toBeGreaterThanOrEqual(0);
      expect(creation(call)).toBeLessThan(creation(DEPLOYMENT));
      expect(deletion(call)).toBeGreaterThan(deletion(DEPLOYMENT));
    }
    expect(creation(DEPLOYMENT)).toBeLessThan(creation(SERVICE));
    expect(deletion(SERVICE)).toBeGreaterThanOrEqual(0);
    expect(deletion(SERVICE)).toBeLessThan(deletion(DEPLOYMENT));
  });

  const nlb = { ...NLB, vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" };
  const gke = { name: "dns", subnetwork: "nodes", cidr: "10.20.0.0/20", address: "10.20.0.10", region: "europe-west1" };

  test.each<[string, IDnsExposure, string[]]>([
    ["NlbExposure.targetGroup", NlbExposure.targetGroup(nlb), ["kubernetes_manifest", "service_v1", "deployment_v1"]],
    ["GkeExposure.fixedAddress", GkeExposure.fixedAddress(gke), ["service_v1", "google_compute_address"]],
  ])("creates %s last, deletes it first and converges", async (_, exposure, closing) => {
    const step = stepOf({ exposure });
    const other = await Rehearsal.open([step]);
    try {
      const created = await other.apply(step, { onChange: expectNothingExposedEarly });
      expect(created).toMatchObject({ outcome: "converged", diagnostics: [] });
      expect(await other.plan(step)).toEqual([]);
      const destroyed = await other.apply(NOTHING, { onChange: expectNothingExposedEarly });
      const types = destroyed.journal.filter(isChange).map((call) => called(call).split(" ")[1]);
      const order = closing.map((type) => types.lastIndexOf(type.replace("kubernetes_", "")));
      expect(order).not.toContain(-1);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    } finally {
      other.close();
    }
  });
});
