import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";
import { TunnelConfiguration } from "./configuration";
import { PublishedHost } from "./published-host";
import { validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { address } from "../core/terraform/resources";

/**
 * What Aspects and escape hatches took from the edges and locks of a tunnel. It is asked after Aspects have run; `addOverride` is out of its sight.
 *
 * @internal
 */
export function validateContract(
  tunnel: ZeroTrustTunnelCloudflared,
  configuration: TunnelConfiguration,
  hosts: PublishedHost[],
): string[] {
  const config = configuration.resource;
  const problems = [config, configuration.interlock]
    .flatMap(validateNoIgnoredChanges)
    .map(({ code, message }) => `${code}: ${message}`);
  if (!configuration.isIntact) {
    problems.push(
      broken(`config of ${config.node.path} was replaced; expected the rules of publish(…), each with its lock`),
    );
  }
  if (!isIn(config) || !isIn(configuration.interlock)) {
    problems.push(broken(`${config.node.path} or its interlock was removed; expected both while the tunnel exists`));
  }
  if (configuration.interlock.input !== configuration.locks) {
    problems.push(
      broken(`input of ${configuration.interlock.node.path} was replaced; expected the aud of every application`),
    );
  }
  problems.push(...missingEdges(configuration.interlock, [config]));
  problems.push(
    ...missingEdges(
      tunnel,
      hosts.flatMap(({ application }) => application?.resource ?? []),
    ),
  );
  for (const host of hosts) {
    problems.push(...missingEdges(host.record, [config]));
    if (host.application !== undefined && !isIn(host.application.resource)) {
      problems.push(broken(`the application of ${host.node.path} was removed; expected it while the host is routed`));
    }
  }
  return problems;
}

function missingEdges(from: TerraformResource, targets: TerraformResource[]): string[] {
  const present = new Set(from.dependsOn);
  return targets
    .filter((target) => !present.has(address(target)))
    .map((target) =>
      broken(`dependsOn of ${from.node.path} lost ${target.node.path}; add to the list instead of replacing it`),
    );
}

/** Whether it is still synthesized: what was above it may have been removed with it. */
function isIn(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isIn(scope));
}

function broken(message: string): string {
  return `SafetyContractBroken: ${message}`;
}
