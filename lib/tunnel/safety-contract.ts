import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import { TerraformResource } from "cdktf";
import { TunnelConfiguration } from "./configuration";
import { PublishedHost } from "./published-host";
import { Problem } from "../core/errors";
import { contractBroken, missingEdges, validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { isSynthesized } from "../core/terraform/resources";

/**
 * Finds what Aspects and escape hatches removed from the edges of a tunnel and its hosts. It runs after Aspects.
 * `addOverride` is invisible to it.
 *
 * @internal
 * @param entries what makes hosts resolve to the tunnel besides their records, such as a load balancer
 */
export function validateContract(
  tunnel: ZeroTrustTunnelCloudflared,
  configuration: TunnelConfiguration,
  hosts: PublishedHost[],
  entries: TerraformResource[],
): Problem[] {
  const { resource: config, interlock } = configuration;
  const problems = [config, interlock].flatMap(validateNoIgnoredChanges);
  if (!isSynthesized(config) || !isSynthesized(interlock)) {
    problems.push(
      contractBroken(`${config.node.path} or its interlock was removed; both must exist as long as the tunnel.`),
    );
  }
  problems.push(...missingEdges(interlock, [config]));
  const applications = hosts.flatMap(({ application }) => application?.resource ?? []);
  problems.push(...missingEdges(tunnel, applications));
  for (const entry of [...hosts.flatMap(({ record }) => record ?? []), ...entries]) {
    problems.push(...missingEdges(entry, [config]));
  }
  for (const host of hosts) {
    if (host.application !== undefined && !isSynthesized(host.application.resource)) {
      problems.push(
        contractBroken(
          `The Access application of ${host.node.path} was removed; it must exist as long as the host is routed.`,
        ),
      );
    }
  }
  return problems;
}
