import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { clusterDns, NLB } from "./support";
import { ClusterDnsProps, GkeExposure, IDnsExposure, NlbExposure, NlbServiceOptions } from "../../lib/coredns";
import { Call, callName, CloudView, Rehearsal, Snapshot, Step } from "../../lib/rehearsal";
import { isChange } from "../../lib/rehearsal/exploration/recording";
import { edited, NOTHING, synthesized } from "../rehearsal/fixtures/app";
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

/** What must be there while a Service leads to the pods. */
const BEHIND = ["namespace_v1", "config_map_v1", "cluster_role_v1", "cluster_role_binding_v1", "service_account_v1"]
  .concat("network_policy_v1", "deployment_v1")
  .map((type) => `kubernetes_${type}`);

function expectNothingExposedEarly(cloud: CloudView): void {
  if (cloud.ofType("kubernetes_service_v1").length === 0) return;
  expect(BEHIND.filter((type) => cloud.ofType(type).length === 0)).toEqual([]);
}

const called = (call: Call) => callName(call).replace("kubernetes_", "");

const [first, second] = NLB.subnets;
const BASE = stepOf(balanced());
/** What the controller ignores on a load balancer that is there. */
const REPLACING = {
  "an address": stepOf(balanced({ subnets: [{ ...first, address: "10.10.0.11" }, second] })),
  "a subnet": stepOf(balanced({ subnets: [{ ...first, subnetId: "subnet-0a1b2c3d4e5f60003" }, second] })),
  "a zone less": stepOf(balanced({ subnets: [first] })),
  "the name": stepOf(balanced({ name: "dev-dns-2" })),
  // The library has one; this is how a release with another would come to those who have the first.
  "the scheme": edited(BASE, ({ resource }) => {
    const [trigger] = Object.values<any>(resource.terraform_data);
    trigger.triggers_replace.scheme = "internet-facing";
  }),
};
const REORDERED = stepOf(balanced({ subnets: [second, first] }));
const FOLLOWED = stepOf({ ...balanced(), allowFrom: ["10.10.0.0/16", "10.20.0.0/16"], readyPort: 8282 });
const ANOTHER_COREFILE = stepOf({ ...balanced(), ttlSeconds: 30 });

describeWithTerraform("CoreDNS on the real Terraform", () => {
  let rehearsal: Rehearsal;
  let applied: Snapshot;
  beforeAll(async () => {
    rehearsal = await Rehearsal.open([BASE, ...Object.values(REPLACING), REORDERED, FOLLOWED, ANOTHER_COREFILE]);
    await changesTo(BASE);
    expect(await rehearsal.plan(BASE)).toEqual([]);
    applied = rehearsal.save();
  });
  afterAll(() => rehearsal?.close());

  /** In the order of their effects. */
  async function changesTo(step: Step): Promise<string[]> {
    const { outcome, journal } = await rehearsal.apply(step, { onMoment: expectNothingExposedEarly });
    expect(outcome).toBe("converged");
    return journal.filter(isChange).map(called);
  }
  async function edit(step: Step): Promise<string[]> {
    rehearsal.restore(applied);
    return changesTo(step);
  }
  const ofService = (calls: string[]) => calls.filter((call) => call.endsWith(SERVICE));

  test.each(Object.entries(REPLACING))(
    "the Service is replaced where the controller would ignore the edit: %s",
    async (_, step) => {
      expect(await edit(step)).toEqual(expect.arrayContaining([`delete ${SERVICE}`, `create ${SERVICE}`]));
      expect(await rehearsal.plan(step)).toEqual([]);
    },
  );

  test("the pods stay while the Service is replaced", async () => {
    const calls = await edit(REPLACING["the scheme"]);
    expect(calls).toEqual([`delete ${SERVICE}`, `create ${SERVICE}`]);
  });

  test("the Service stays where its addresses are only written in another order", async () => {
    expect(await edit(REORDERED)).toEqual([]);
  });

  test("the Service is updated where the controller follows: sources, health checks", async () => {
    expect(ofService(await edit(FOLLOWED))).toEqual([`update ${SERVICE}`]);
  });

  test("another Corefile is another rollout, and nothing else", async () => {
    expect(await edit(ANOTHER_COREFILE)).toEqual([
      "update config_map_v1 cluster-dns/cluster-dns",
      `update ${DEPLOYMENT}`,
    ]);
  });

  test.each([0, 1, 2])("nothing answers before its Corefile, rights and policy, or after (order %i)", async (seed) => {
    rehearsal.restore(applied);
    rehearsal.seed = seed;
    const destroyed = await changesTo(NOTHING);
    const created = await changesTo(BASE);
    const comes = (call: string) => created.indexOf(`create ${call}`);
    const goes = (call: string) => destroyed.indexOf(`delete ${call}`);
    for (const name of [
      "config_map_v1 cluster-dns",
      "network_policy_v1 cluster-dns",
      "cluster_role_binding_v1 default",
    ]) {
      const call = `${name}/cluster-dns`;
      expect(comes(call)).toBeGreaterThanOrEqual(0);
      expect(comes(call)).toBeLessThan(comes(DEPLOYMENT));
      expect(goes(call)).toBeGreaterThan(goes(DEPLOYMENT));
    }
    expect(comes(DEPLOYMENT)).toBeLessThan(comes(SERVICE));
    expect(goes(SERVICE)).toBeGreaterThanOrEqual(0);
    expect(goes(SERVICE)).toBeLessThan(goes(DEPLOYMENT));
  });

  const nlb = { ...NLB, vpcId: "vpc-0a1b2c3d", podSecurityGroupId: "sg-0a1b2c3d" };
  const gke = { name: "dns", subnetwork: "nodes", cidr: "10.20.0.0/20", address: "10.20.0.10", region: "europe-west1" };

  test.each<[string, IDnsExposure, string[]]>([
    ["of Terraform's own", NlbExposure.targetGroup(nlb), ["kubernetes_manifest", "service_v1", "deployment_v1"]],
    ["of GKE", GkeExposure.fixedAddress(gke), ["service_v1", "google_compute_address"]],
  ])("a load balancer %s opens last, closes first, and leaves nothing to do", async (_, exposure, closing) => {
    const step = stepOf({ exposure });
    const other = await Rehearsal.open([step]);
    try {
      const created = await other.apply(step, { onMoment: expectNothingExposedEarly });
      expect(created).toMatchObject({ outcome: "converged", diagnostics: [] });
      expect(await other.plan(step)).toEqual([]);
      const destroyed = await other.apply(NOTHING, { onMoment: expectNothingExposedEarly });
      const types = destroyed.journal.filter(isChange).map((call) => called(call).split(" ")[1]);
      const order = closing.map((type) => types.lastIndexOf(type.replace("kubernetes_", "")));
      expect(order).not.toContain(-1);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    } finally {
      other.close();
    }
  });
});
