import { TerraformStack } from "cdktf";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { CloudRunStack } from "../../examples/cloud-run/cloud-run-stack";
import { ClusterDnsStack } from "../../examples/cluster-dns/cluster-dns-stack";
import { clusters } from "../../examples/multi-cluster/clusters";
import { PrivateNetworkStack } from "../../examples/multi-cluster/private-network-stack";
import type { Step } from "../../lib/rehearsal";
import { synthesizedStep } from "../rehearsal/fixtures/app";
import { AccessPolicy, AccessRule, Account, HostAccess, IZone, Origin, Plan, Tunnel } from "cdktf-zero-trust";

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

/** The argocd example. */
export const argocd = (addition: Addition): Step =>
  synthesizedStep("argocd", (app) => add(new ArgocdStack(app, "argocd"), "eks-dev", addition));
/** The cloud-run example. */
export const cloudRun = (addition: Addition): Step =>
  synthesizedStep("cloud-run", (app) => add(new CloudRunStack(app, "cloud-run"), "run", addition));
/** The private network of the multi-cluster example, with this number of clusters. */
export const privateNetwork = (number: number): Step =>
  synthesizedStep("private-network", (app) => {
    const reached = clusters.slice(0, number).map((cluster) => ({ ...cluster, resolvers: ["10.10.0.53"] }));
    new PrivateNetworkStack(app, "private-network", Plan.STANDARD, reached);
  });
/** The cluster-dns example. */
export const clusterDns = (): Step => synthesizedStep("cluster-dns", (app) => new ClusterDnsStack(app, "cluster-dns"));
