import { createRequire } from "node:module";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { loadPeer } from "../../../lib/coredns/exposure/optional-peer";
import { messagesOf } from "../messages";
import {
  ClusterDns,
  ClusterDnsProps,
  ClusterIpExposure,
  LabelSelector,
  NlbExposure,
  NlbServiceOptions,
} from "cdktf-zero-trust/lib/coredns";

const valid: ClusterDnsProps = {
  zones: ["dev.k8s.example.internal"],
  allowFrom: ["10.10.0.0/16"],
  exposure: ClusterIpExposure.fixedAddress({ address: "10.100.0.53", serviceCidr: "10.100.0.0/16" }),
};
const subnet = { subnetId: "subnet-0a1b2c3d4e5f60001", cidr: "10.10.0.0/20", address: "10.10.0.10" };

/** The messages of a stack with one `ClusterDns` for each of these changes to the valid properties. */
function serving(...changes: Partial<ClusterDnsProps>[]): string[] {
  return messagesOf((stack) => {
    new KubernetesProvider(stack, "kubernetes");
    changes.forEach((props, i) => new ClusterDns(stack, i === 0 ? "dns" : `dns-${i + 1}`, { ...valid, ...props }));
  });
}

function balanced(change: Partial<NlbServiceOptions>): string[] {
  const exposure = NlbExposure.fixedAddresses({ name: "dev-dns", subnets: [subnet], ...change });
  return serving({ exposure });
}

/** CoreDNS and its exposures. */
export default {
  ClusterDnsForwardInvalid: () =>
    serving({ forward: [{ zone: "corp.example.internal", nameServers: ["ns.example"] }] }),
  ClusterDnsImageRefused: () => serving({ image: "coredns/coredns:1.13.1" }),
  ClusterDnsNameInvalid: () => serving({ name: "DNS" }),
  ClusterDnsNameTaken: () => serving({}, {}),
  ClusterDnsOptionInvalid: () => serving({ replicas: 1 }),
  ClusterDnsPortInvalid: () => serving({ readyPort: 8080 }),
  ClusterDnsSourcesInvalid: () => serving({ allowFrom: ["0.0.0.0/0"] }),
  ClusterDnsZoneInvalid: () => serving({ zones: ["dev.k8s.example.internal#"] }),
  ClusterLocalTwice: () => serving({ serveClusterLocal: true }, { serveClusterLocal: true, name: "other" }),
  FixedAddressInvalid: () => balanced({ subnets: [{ ...subnet, address: "10.10.0.3" }] }),
  LabelSelectorInvalid: () => serving({ serviceLabels: [LabelSelector.oneOf("expose", "not a value")] }),
  LoadBalancerControllerTooOld: () => balanced({ controllerVersion: "2.12.0" }),
  LoadBalancerInvalid: () => balanced({ name: "name-servers-of-the-development-cluster" }),
  LoadBalancerSourceDropped: () =>
    serving({
      allowFrom: ["10.10.0.0/16", "fd00::/64"],
      exposure: NlbExposure.fixedAddresses({ name: "dev-dns", subnets: [subnet] }),
    }),
  PeerMissing: () =>
    messagesOf((stack) => {
      // Simulates that the peer is not installed.
      loadPeer(stack, "@cdktf/provider-google/lib/compute-address", createRequire("/nowhere.js"));
    }),
};
