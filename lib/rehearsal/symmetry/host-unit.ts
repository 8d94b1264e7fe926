import { tokensIn } from "./tokens";
import { isWildcard } from "../../core/addresses/hostname";
import { push } from "../../core/push";
import { text, Values } from "../../core/terraform/values";
import { publicDestinations } from "../../reachability/access/destinations";
import { bodiesOf } from "../plugin-protocol/references";

const APPLICATION = "cloudflare_zero_trust_access_application";
const RECORD = "cloudflare_dns_record";
/** What affects a host only if an application of the host refers to it. */
const DEPENDENCIES = /^cloudflare_zero_trust_access_(?:policy|group|service_token)$/;

/** @internal Where references do not make a resource a part of what refers to it: the order of an apply. */
export const ORDER_ONLY = "terraform_data";

/** @internal A resource of a stack. */
export interface Resource {
  /** "type.name". */
  readonly address: string;
  readonly type: string;
  readonly body: Values;
}

/** @internal The resources of a stack. */
export function resourcesOf(terraform: Values): Resource[] {
  return bodiesOf(terraform.resource).map(([type, name, body]) => ({ address: `${type}.${name}`, type, body }));
}

/**
 * Returns the hostname of each resource that belongs to one published host alone, by address: its record, its
 * applications, and the policies, groups and service tokens that only they refer to.
 *
 * @internal
 */
export function hostsByAddress(resources: Resource[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const each of resources) {
    const hostname = hostnameOf(each);
    if (hostname !== undefined) owners.set(each.address, hostname);
  }
  const referrers = referrersIn(resources);
  const candidates = resources.filter(({ type, body }) => DEPENDENCIES.test(type) && !isRepeated(body));
  // A group can belong to a host because its policy does.
  for (let found = true; found;) {
    found = false;
    for (const { address } of candidates) {
      const hosts = new Set((referrers.get(address) ?? []).map((referrer) => owners.get(referrer)));
      const [host] = hosts;
      if (owners.has(address) || hosts.size !== 1 || host === undefined) continue;
      owners.set(address, host);
      found = true;
    }
  }
  return owners;
}

function hostnameOf({ type, body }: Resource): string | undefined {
  if (isRepeated(body)) return undefined;
  const names =
    type === RECORD
      ? [text(body.name)?.toLowerCase() ?? ""]
      : type === APPLICATION
        ? publicDestinations(body, body).map(({ hostname }) => hostname)
        : [];
  const [name, ...others] = [...new Set(names)];
  if (name === undefined || others.length > 0) return undefined;
  return isWildcard(name) || !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(name) ? undefined : name;
}

/** Whether the resource has several instances, or a number that only Terraform knows. */
function isRepeated({ count, for_each }: Values): boolean {
  return count !== undefined || for_each !== undefined;
}

/** What refers to each resource, other than for the order of an apply. */
function referrersIn(resources: Resource[]): Map<string, string[]> {
  const addresses = new Set(resources.map(({ address }) => address));
  const referrers = new Map<string, string[]>();
  for (const { address, type, body } of resources) {
    if (type === ORDER_ONLY) continue;
    const { depends_on: _, ...values } = body;
    for (const token of tokensIn(values)) {
      if (addresses.has(token) && token !== address) push(referrers, token, address);
    }
  }
  return referrers;
}
