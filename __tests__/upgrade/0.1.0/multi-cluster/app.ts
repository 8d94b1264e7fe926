import { App } from "cdktf";
import { clusters } from "./clusters";
import { DnsStack } from "./dns-stack";
import { PrivateNetworkStack } from "./private-network-stack";
import { Plan } from "cdktf-zero-trust";

/** Creates one stack for the DNS of each cluster, and one for the private network. */
export function build(app: App, plan: Plan): PrivateNetworkStack {
  const reached = clusters.map((cluster) => {
    const { addresses } = new DnsStack(app, `dns-${cluster.environment}`, cluster);
    return { ...cluster, resolvers: addresses };
  });
  return new PrivateNetworkStack(app, "private-network", plan, reached);
}
