import { TerraformStack } from "cdktf";
import { At } from "./common";
import { ClusterDns, ClusterIpExposure, GkeExposure, LabelSelector, NlbExposure } from "cdktf-zero-trust/lib/coredns";

export function clusterDnsProgram(stack: TerraformStack, at: At): void {
  const label = (factory: string) => at(`LabelSelector.${factory} key`, factory.toLowerCase());
  const value = (factory: string) => at(`LabelSelector.${factory} values`, "value");
  const nlb = {
    name: at("NlbOptions.name", "dns"),
    subnets: [
      {
        subnetId: at("NlbSubnet.subnetId", "subnet-0a1b2c3d4e5f60001"),
        cidr: at("NlbSubnet.cidr", "10.10.0.0/20"),
        address: at("NlbSubnet.address", "10.10.0.10"),
      },
    ],
    connectorLabels: { [at("NlbOptions.connectorLabels", "app")]: at("NlbOptions.connectorLabels", "cloudflared") },
  };
  new ClusterDns(stack, at("ClusterDns.constructor id", "dns"), {
    zones: [at("ClusterDnsProps.zones", "dev.k8s.example.internal")],
    allowFrom: [at("ClusterDnsProps.allowFrom", "10.10.0.0/16")],
    apiServer: [at("ClusterDnsProps.apiServer", "10.10.0.1/32")],
    name: at("ClusterDnsProps.name", "dns"),
    namespaces: [at("ClusterDnsProps.namespaces", "shop")],
    metricsFrom: at("ClusterDnsProps.metricsFrom", "monitoring"),
    image: at("ClusterDnsProps.image", "coredns/coredns:1.14.7"),
    cpu: at("ClusterDnsProps.cpu", "100m"),
    memory: at("ClusterDnsProps.memory", "170Mi"),
    forward: [
      {
        zone: at("ForwardedZone.zone", "example.org"),
        nameServers: [at("ForwardedZone.nameServers", "10.10.0.2")],
      },
    ],
    serviceLabels: [
      LabelSelector.absent(label("absent")),
      LabelSelector.exists(label("exists")),
      LabelSelector.oneOf(label("oneOf"), value("oneOf")),
      LabelSelector.noneOf(label("noneOf"), value("noneOf")),
    ],
    exposure: NlbExposure.fixedAddresses({
      ...nlb,
      controllerVersion: at("NlbServiceOptions.controllerVersion", "2.13.0"),
    }),
  });
  new ClusterDns(stack, "target-group", {
    zones: ["lab.k8s.example.internal"],
    allowFrom: ["10.10.0.0/16"],
    name: "target-group",
    exposure: NlbExposure.targetGroup({
      ...nlb,
      podSecurityGroupId: at("NlbTargetGroupOptions.podSecurityGroupId", "sg-0a1b2c3d"),
      vpcId: at("NlbTargetGroupOptions.vpcId", "vpc-0a1b2c3d"),
    }),
  });
}

export function gkeDnsProgram(stack: TerraformStack, at: At): void {
  new ClusterDns(stack, "dns", {
    zones: ["gke.k8s.example.internal"],
    allowFrom: ["0.0.0.0/0"],
    openToAll: at("ClusterDnsProps.openToAll", "a test"),
    exposure: GkeExposure.fixedAddress({
      name: at("GkeOptions.name", "dns"),
      subnetwork: at("GkeOptions.subnetwork", "nodes"),
      cidr: at("GkeOptions.cidr", "10.20.0.0/20"),
      address: at("GkeOptions.address", "10.20.0.10"),
      region: at("GkeOptions.region", "europe-west1"),
    }),
  });
}

export function clusterIpDnsProgram(stack: TerraformStack, at: At): void {
  new ClusterDns(stack, "dns", {
    zones: ["ip.k8s.example.internal"],
    allowFrom: ["10.10.0.0/16"],
    exposure: ClusterIpExposure.fixedAddress({
      address: at("ClusterIpOptions.address", "10.100.0.53"),
      serviceCidr: at("ClusterIpOptions.serviceCidr", "10.100.0.0/16"),
    }),
  });
}
