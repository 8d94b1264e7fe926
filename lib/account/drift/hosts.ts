import type { DriftFinding } from "./model";
import { blocks, block, text, Values } from "../../core/terraform/values";
import type { HostEntry, Inventory } from "../../inventory";
import { hostnameOf, isRefusal } from "../../inventory/hosts/ingress-matching";
import { compared, valueText } from "../match/differences";
import type { Match, Matches } from "../match/match";
import { isKnown } from "../match/references";
import { TUNNEL } from "../read/collections";

type Matched = Extract<Match, { readonly kind: "matched" }>;

/** @internal The configurations of the app that exist in the account. */
export function matchedConfigurations({ all }: Matches): Matched[] {
  return all.filter((match): match is Matched => match.kind === "matched" && match.object.type === `${TUNNEL}_config`);
}

/** @internal Compares the ingress rules of each tunnel of an app, host by host. */
export function hostFindings(matches: Matches): DriftFinding[] {
  return matchedConfigurations(matches).flatMap(({ object, found }) => {
    const config = block(matches.references.resolved(object.values.config));
    const inApp = byHostname(config);
    const inAccount = byHostname(block(found.values.config));
    // Rules that only Terraform can evaluate are not compared.
    if (!Array.isArray(config.ingress)) return [];
    const finding = (code: DriftFinding["code"], about: string, message: string): DriftFinding => ({
      code,
      about,
      message,
      isNotice: false,
    });
    const served = [...inAccount].filter(([hostname]) => !inApp.has(hostname));
    const compareRules = [...inApp].flatMap(([hostname, rules]): DriftFinding[] => {
      const others = inAccount.get(hostname);
      if (!isKnown(hostname)) return [];
      if (others === undefined) {
        return [finding("HostMissing", hostname, `Tunnel ${found.name} does not serve this host.`)];
      }
      return compared("ingress", rules, others).map(({ path, ...values }) => {
        const where = path.replace(/^ingress(?:\[\d+\])?\.?/, "") || "rules";
        const message = `${where} of its ingress rules is ${valueText(values.inAccount)} in the account and ${valueText(values.inApp)} in the app.`;
        return finding("ObjectChanged", hostname, message);
      });
    });
    return [
      ...served.map(([hostname, rules]) => {
        const services = rules.map(({ service }) => text(service)).join(", ");
        const message = `Tunnel ${found.name} serves this host (${services}), and the app does not publish it.`;
        return finding("HostUnknown", hostname, message);
      }),
      ...compareRules,
    ];
  });
}

function byHostname(config: Values): Map<string, Values[]> {
  const byName = new Map<string, Values[]>();
  for (const rule of blocks(config.ingress)) {
    // The catch-all rule without a service is in every configuration.
    if (rule.hostname === undefined && isRefusal(rule)) continue;
    const hostname = isKnown(rule.hostname) ? hostnameOf(rule) : "(known after apply)";
    byName.set(hostname, [...(byName.get(hostname) ?? []), { path: "", ...rule }]);
  }
  return byName;
}

/**
 * Finds the hosts that have fewer layers of protection in the account than in the app, or that are public there only.
 *
 * @internal
 */
export function protectionFindings(app: readonly Inventory[], hosts: readonly HostEntry[]): DriftFinding[] {
  const inApp = new Map(app.flatMap((each) => each.hosts.map((host) => [keyOf(host), host] as const)));
  return hosts.flatMap((host): DriftFinding[] => {
    const declared = inApp.get(keyOf(host));
    if (declared === undefined || !isWeaker(host, declared)) return [];
    const message = `It has ${stateOf(host)} in the account, and ${stateOf(declared)} in the app.`;
    return [{ code: "ProtectionChanged", about: host.hostname, message, isNotice: false }];
  });
}

function keyOf({ hostname, tunnel }: HostEntry): string {
  return `${tunnel.name} ${hostname}`;
}

function isWeaker(host: HostEntry, declared: HostEntry): boolean {
  if (declared.access.kind === "public") return false;
  if (host.access.kind === "public") return true;
  return layersOf(host) < layersOf(declared);
}

function layersOf({ protection }: HostEntry): number {
  return protection.layers.length + protection.unverified.length;
}

function stateOf({ access, protection }: HostEntry): string {
  if (access.kind === "public") return "no protection, because its record declares it public,";
  const { layers, unverified, state } = protection;
  if (state === "exposed") return "no layer of protection";
  return `${state} (${[...layers, ...unverified].join(", ")})`;
}
