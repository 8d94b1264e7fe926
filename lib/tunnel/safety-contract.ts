import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
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
 */
export function validateContract(
  tunnel: ZeroTrustTunnelCloudflared,
  configuration: TunnelConfiguration,
  hosts: PublishedHost[],
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
  for (const host of hosts) {
    problems.push(...missingEdges(host.record, [config]));
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
