import { Construct } from "constructs";
import { ExposedDns } from "./dns-exposure";
import { warn } from "../../core/errors";
import { ipv4Of } from "../allowed-clients";

/** @internal The sources that an IPv4 load balancer accepts. Warns about those that it does not. */
export function ipv4Sources(scope: Construct, { allowFrom }: ExposedDns): string[] {
  const accepted = ipv4Of(allowFrom);
  const dropped = allowFrom.filter((cidr) => !accepted.includes(cidr));
  // Without any IPv4 source, the exposure is refused.
  if (dropped.length > 0 && accepted.length > 0) {
    warn(
      scope,
      "LoadBalancerSourceDropped",
      `allowFrom: ${dropped.join(", ")} cannot query CoreDNS through the load balancer, which accepts IPv4 only and ` +
        "sends queries to pods with IPv4 addresses. Remove IPv6 CIDRs, or use ClusterIpExposure in an IPv6 cluster.",
    );
  }
  return accepted;
}
