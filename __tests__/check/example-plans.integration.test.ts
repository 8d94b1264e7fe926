import { TerraformStack } from "cdktf";
import { plannedByTerraform } from "./plan/real-plan";
import { changeBetween } from "./synthesized-steps";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { CloudRunStack } from "../../examples/cloud-run/cloud-run-stack";
import { ClusterDnsStack } from "../../examples/cluster-dns/cluster-dns-stack";
import { clusters } from "../../examples/multi-cluster/clusters";
import { PrivateNetworkStack } from "../../examples/multi-cluster/private-network-stack";
import { check } from "../../lib/check/check";
import { parsePlan } from "../../lib/check/plan/read-plan";
import { planOrder } from "../../lib/check/plan-order";
import type { Step } from "../../lib/rehearsal";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { describeWithTerraform } from "../support/terraform";
import { AccessPolicy, AccessRule, Account, HostAccess, IZone, Origin, Plan, Tunnel } from "cdktf-zero-trust";

jest.setTimeout(120_000);

const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

/** What a test adds to an example. */
interface Addition {
  /** The users of an additional host, by the name of its tunnel in the example. Without users, there is no host. */
  readonly users?: string[];
}

function add(stack: TerraformStack, tunnel: string, { users }: Addition): void {
  if (users === undefined) return;
  const guests = new AccessPolicy(stack, "guests", { account, include: [AccessRule.emails(...users)] });
  (stack.node.findChild(tunnel) as Tunnel).publish("guests.example.com", {
    zone: stack.node.findChild("example.com") as IZone,
    origin: Origin.http("10.0.0.9", 80),
    access: HostAccess.policies(guests),
  });
}

const argocd = (addition: Addition): Step =>
  synthesizedStep("argocd", (app) => add(new ArgocdStack(app, "argocd"), "eks-dev", addition));
const cloudRun = (addition: Addition): Step =>
  synthesizedStep("cloud-run", (app) => add(new CloudRunStack(app, "cloud-run"), "run", addition));
const privateNetwork = (number: number): Step =>
  synthesizedStep("private-network", (app) => {
    const reached = clusters.slice(0, number).map((cluster) => ({ ...cluster, resolvers: ["10.10.0.53"] }));
    new PrivateNetworkStack(app, "private-network", Plan.STANDARD, reached);
  });
const clusterDns = (): Step => synthesizedStep("cluster-dns", (app) => new ClusterDnsStack(app, "cluster-dns"));

const [ANN, BOB] = ["ann@partner.example", "bob@partner.example"];

describeWithTerraform("check of a plan of an example", () => {
  test.each<[string, Step[], gaining: number, losing: number]>([
    ["a host is added to argocd", [argocd({}), argocd({ users: [ANN] })], 1, 0],
    ["a host is removed from argocd", [argocd({ users: [ANN] }), argocd({})], 0, 1],
    ["another user is allowed in argocd", [argocd({ users: [ANN] }), argocd({ users: [ANN, BOB] })], 1, 0],
    ["a user is no longer allowed in argocd", [argocd({ users: [ANN, BOB] }), argocd({ users: [ANN] })], 0, 1],
    ["a host is added to cloud-run", [cloudRun({}), cloudRun({ users: [ANN] })], 1, 0],
    ["a host is removed from cloud-run", [cloudRun({ users: [ANN] }), cloudRun({})], 0, 1],
    ["a cluster is added to the private network", [privateNetwork(2), privateNetwork(3)], 1, 0],
    ["a cluster is removed from the private network", [privateNetwork(3), privateNetwork(2)], 0, 1],
    ["nothing changes in cluster-dns", [clusterDns(), clusterDns()], 0, 0],
  ])("passes, as the check of the synthesized versions does: %s", async (_, [before, after], gaining, losing) => {
    const options = { assumeForeignRecords: true, failOn: ["public", "users", "layer", "unknown"] as const };
    const { json, graph } = await plannedByTerraform(
      [before, after].map((each) => ({ root: each.stacks[0].terraform })),
    );
    const planned = parsePlan(json, "app");
    const { order, gaps } = planOrder(planned, JSON.parse(json), graph);
    const synthesized = changeBetween(before, after);
    const reports = [check(planned, order, options), check(synthesized.changeSet, synthesized.order, options)];
    const accessOf = (change: "gains" | "loses") =>
      reports.map(({ accessChanges }) => accessChanges.filter((each) => each.change === change));
    expect(gaps).toEqual([]);
    expect(reports.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(reports.map(({ checked }) => checked.everyOrder)).toEqual([true, true]);
    expect(accessOf("gains").map((rows) => rows.length > 0)).toEqual([gaining > 0, gaining > 0]);
    expect(accessOf("loses").map((rows) => rows.length > 0)).toEqual([losing > 0, losing > 0]);
    expect(accessOf("gains")[0]).toEqual(accessOf("gains")[1]);
  });
});
