import type { Question } from "./model";
import { Cidr, parseCidr } from "../core/addresses/cidr";
import { validateHostname } from "../core/addresses/hostname";
import { INITIAL_RESOLVED_RANGES } from "../core/addresses/reserved-ranges";
import type { PrivateNetwork } from "../inventory/network/model";
import type { Person } from "../inventory/network/policy-decision";
import { InventoryError } from "../inventory/terraform/errors";

/** @internal A validated question. */
export interface Asked {
  readonly network: PrivateNetwork;
  readonly fqdn: string;
  readonly person?: Person;
  readonly answers?: Cidr[];
  /** The id of the virtual network of the device. */
  readonly virtualNetwork: string;
  readonly profile?: string;
  readonly port?: number;
  readonly protocol?: "TCP" | "UDP";
  readonly initialResolvedRanges: Cidr[];
  /** Whether the ranges are those of the account, rather than Cloudflare's defaults. */
  readonly rangesAreKnown: boolean;
}

/**
 * Validates a question.
 *
 * @throws InventoryError TraceQuestionInvalid
 * @internal
 */
export function validated(network: PrivateNetwork, question: Question): Asked {
  const fqdn = question.fqdn.toLowerCase().replace(/\.$/, "");
  const [problem] = validateHostname(fqdn);
  if (problem !== undefined) throw invalid(problem.message);
  if (fqdn.startsWith("*")) throw invalid(`fqdn: "${fqdn}" matches many names. Specify one name.`);
  const { port } = question;
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65535)) throw invalidPort(String(port));
  return {
    network,
    fqdn,
    person: question.person,
    answers: question.answers?.map(rangeOf),
    virtualNetwork: virtualNetworkOf(network, question.virtualNetwork),
    profile: question.profile,
    port,
    protocol: question.protocol,
    initialResolvedRanges: (question.initialResolvedRanges ?? INITIAL_RESOLVED_RANGES).map(rangeOf),
    rangesAreKnown: question.initialResolvedRanges !== undefined,
  };
}

function rangeOf(text: string): Cidr {
  const range = parseCidr(text);
  if (range === undefined) {
    throw invalid(`answers: "${text}" is not a valid address. Use an IP address, or a CIDR without host bits.`);
  }
  return range;
}

function virtualNetworkOf(network: PrivateNetwork, written: string | undefined): string {
  if (written === undefined) return network.defaultVirtualNetwork;
  const known = network.virtualNetworks.find(({ name, id }) => name === written || id === written);
  if (known !== undefined) return known.id;
  // A virtual network that is managed elsewhere is known only by its id.
  const referenced = [
    ...network.routes.map(({ virtualNetwork }) => virtualNetwork),
    ...network.policies.flatMap(({ resolvers }) => resolvers.map(({ virtualNetwork }) => virtualNetwork)),
  ];
  if (referenced.includes(written)) return written;
  const names = network.virtualNetworks.map(({ name }) => `"${name}"`);
  const expected = names.length === 0 ? "No virtual network is defined here." : `Use one of ${names.join(", ")}.`;
  throw invalid(`virtualNetwork: "${written}" does not exist. ${expected}`);
}

/** @internal Creates the error for an invalid question. */
export function invalid(message: string): InventoryError {
  return new InventoryError("TraceQuestionInvalid", message);
}

/** @internal Creates the error for an invalid port. */
export function invalidPort(written: string): InventoryError {
  return invalid(`port: "${written}" is not valid. Use a number from 1 to 65535, or add a protocol as in "53/udp".`);
}

/** @internal The user as text: "a@example.com (groups: engineers)". */
export function personName({ email, groups }: Person = {}): string {
  if (groups === undefined) return email ?? "an unspecified user";
  return `${email ?? "a user"} (${groups.length === 0 ? "no groups" : `groups: ${groups.join(", ")}`})`;
}
