import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { synthesized } from "./app";
import type { Step } from "../../lib/rehearsal";
import {
  AccessGroup,
  AccessPolicy,
  AccessRule,
  Account,
  HostAccess,
  Origin,
  ServiceToken,
  Tunnel,
  TunnelToken,
  Zone,
} from "cdktf-zero-trust";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

/** What a stack publishes, in so few words that one can draw it at random and change it. */
export interface Estate {
  /** By the id of its construct. */
  readonly tunnels: { readonly [id: string]: EstateTunnel };
  readonly hosts: { readonly [hostname: string]: EstateHost };
  /** Whether all of it goes through a provider with an alias. */
  readonly isAliased?: boolean;
}

export interface EstateTunnel {
  /** The namespace of its connector, if it has one. */
  readonly connector?: string;
}

export interface EstateHost {
  readonly tunnel: string;
  /** Of POLICIES; none: open to anybody. */
  readonly policies: string[];
  /** Paths with an origin of their own. */
  readonly paths?: string[];
  /** Which of the zones of that name. */
  readonly zone?: "old" | "new";
  readonly port?: number;
}

/** One that says it all itself, one by a group, one by a service token. */
export const POLICIES = ["staff", "partners", "team", "robots"];
const ZONES = { old: "0".repeat(32), new: "1".repeat(32) };

/** A step in which this is all there is. */
export function stepOf(name: string, estate: Estate): Step {
  return { name, stacks: [synthesized((stack) => build(stack, estate))] };
}

function build(stack: TerraformStack, { tunnels, hosts, isAliased }: Estate): void {
  // All of them always: Terraform cannot destroy what a provider made that is no more.
  const plain = new CloudflareProvider(stack, "cloudflare");
  const other = new CloudflareProvider(stack, "other", { alias: "other" });
  new KubernetesProvider(stack, "kubernetes");
  const provider = isAliased ? other : plain;
  const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example", provider };
  const once = memo(stack);
  const policy = (id: string) =>
    once(id, () => new AccessPolicy(stack, id, { account, include: [includeOf(id)] })) as AccessPolicy;
  const includeOf = (id: string) =>
    id === "team" ? AccessRule.group(group()) : AccessRule.emailDomain(`${id}.example.com`);
  const group = () => new AccessGroup(stack, "people", { account, include: [AccessRule.emailDomain("example.com")] });
  const token = () => once("robots", () => new ServiceToken(stack, "robots", { account })) as ServiceToken;

  const published: Record<string, Tunnel> = {};
  for (const [id, { connector }] of Object.entries(tunnels)) {
    published[id] = new Tunnel(stack, id, { account });
    if (connector === undefined) continue;
    const secret = TunnelToken.fromSecret("tunnel-token", "token");
    published[id].connect(new KubernetesConnector({ namespace: connector, token: secret }));
  }
  for (const [hostname, { tunnel, policies, paths = [], zone = "old", port = 80 }] of Object.entries(hosts)) {
    const people = policies.filter((id) => id !== "robots").map(policy);
    const host = published[tunnel].publish(hostname, {
      zone: once(zone, () =>
        Zone.fromZoneId(stack, zone, { zoneId: ZONES[zone], zoneName: "example.com" }),
      ) as ReturnType<typeof Zone.fromZoneId>,
      origin: Origin.http("10.0.0.1", port),
      access: policies.length === 0 ? HostAccess.publicly("anybody may see it") : HostAccess.policies(...people),
    });
    if (policies.includes("robots")) host.allowServiceToken(token());
    for (const path of paths) host.addPath(path, Origin.http("10.0.0.2", port));
  }
}

function memo(stack: TerraformStack) {
  return (id: string, make: () => object): object => stack.node.tryFindChild(id) ?? make();
}
