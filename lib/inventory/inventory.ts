import { findingsOf } from "./hosts/findings";
import { judgedHosts } from "./hosts/hosts";
import { applicationEntry } from "./hosts/policies";
import { routedTunnels } from "./hosts/tunnels";
import type { HostEntry, Inventory } from "./model";
import { accountSettings } from "./network/account-settings";
import { privateNames, privateRoutes } from "./network/entries";
import { privateNetworkOf } from "./network/read";
import { objectsOf, ofType, resolverOf, TerraformObject } from "./terraform/objects";
import type { SynthesizedStack } from "./terraform/read";
import { compare } from "./terraform/values";

/** @internal What one synthesized stack publishes, and who gets in. */
export function inventory({ name, terraform }: Pick<SynthesizedStack, "name" | "terraform">): Inventory {
  return inventoryOf(name, objectsOf(terraform));
}

/** @internal The same of objects, wherever they come from. */
export function inventoryOf(stack: string, objects: TerraformObject[]): Inventory {
  const resolve = resolverOf(objects);
  const network = privateNetworkOf(objects);
  const tunnels = routedTunnels(objects, resolve);
  const entries = tunnels.map(({ entry }) => entry);
  const hosts = tunnels
    .flatMap((tunnel) => judgedHosts(tunnel, tunnels, objects, resolve))
    .sort((a, b) => compare(a.entry.hostname, b.entry.hostname) || compare(a.entry.tunnel.name, b.entry.tunnel.name));
  const used = new Set(
    hosts.flatMap(({ application, partial }) => [application, ...partial.map((part) => part.application)]),
  );
  const applications = ofType(objects, "cloudflare_zero_trust_access_application")
    .filter((application) => !used.has(application))
    .map((application) => applicationEntry(application, resolve))
    .sort((a, b) => compare(a.address, b.address));
  return {
    stack,
    tunnels: entries,
    hosts: hosts.map(({ entry }) => entry),
    applications,
    privateRoutes: privateRoutes(network),
    privateNames: privateNames(network),
    accountSettings: accountSettings(network),
    findings: findingsOf(hosts, entries, objects, resolve),
  };
}

/** @internal Whether anyone gets in to a host that nobody declared public. */
export function isOpenByMistake({ access, locks }: HostEntry): boolean {
  return locks.state === "open" && access.kind !== "public";
}
