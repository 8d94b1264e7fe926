import { App } from "cdktf";
import { CloudRunStack } from "./stacks/cloud-run-stack";
import { ClusterDnsStack } from "./stacks/cluster-dns-stack";
import { PrivateNetworkStack } from "./stacks/private-network-stack";
import { PublishStack } from "./stacks/publish-stack";
import { NlbExposure } from "cdktf-zero-trust/lib/coredns";

const app = new App();
new PublishStack(app, "publish");
new CloudRunStack(app, "cloud-run");
const { dns } = new ClusterDnsStack(app, "cluster-dns", {
  context: "dev",
  zones: ["dev.k8s.example.internal"],
  allowFrom: ["10.10.0.0/16"],
  exposure: NlbExposure.fixedAddresses({
    name: "dev-dns",
    subnets: [
      { subnetId: "subnet-0a1b2c3d4e5f60001", cidr: "10.10.0.0/20", address: "10.10.0.10" },
      { subnetId: "subnet-0a1b2c3d4e5f60002", cidr: "10.10.32.0/20", address: "10.10.32.10" },
    ],
  }),
});
new PrivateNetworkStack(app, "private-network", { resolvers: dns.addresses });
app.synth();
