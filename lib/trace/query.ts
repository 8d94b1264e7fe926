import type { Question } from "./model";
import { Cidr, parseCidr } from "../core/addresses/cidr";
import { validateHostname } from "../core/addresses/hostname";
import { INITIAL_RESOLVED_RANGES } from "../core/addresses/reserved-ranges";
import type { PrivateNetwork } from "../inventory/network/model";
import type { Person } from "../inventory/network/policy-decision";
import { InventoryError } from "../inventory/terraform/errors";

/** @internal Defines a question that was understood. */
export interface Asked {
  readonly network: PrivateNetwork;
  readonly fqdn: string;
  readonly person?: Person;
  readonly answers?: Cidr[];
  /** The id of the one that the device is in. */
  readonly virtualNetwork: string;
  readonly profile?: string;
  readonly initialResolvedRanges: Cidr[];
  /** Whether they are the account's for sure. */
  readonly rangesAreSaid: boolean;
}

/** @internal Errors: TraceQuestionInvalid. */
export function understood(network: PrivateNetwork, question: Question): Asked {
  const fqdn = question.fqdn.toLowerCase().replace(/\.$/, "");
  const [problem] = validateHostname(fqdn);
  if (problem !== undefined) throw invalid(problem.message);
  if (fqdn.startsWith("*")) throw invalid(`"${fqdn}" stands for many names; expected one`);
  return {
    network,
    fqdn,
    person: question.person,
    answers: question.answers?.map(rangeOf),
    virtualNetwork: virtualNetworkOf(network, question.virtualNetwork),
    profile: question.profile,
    initialResolvedRanges: (question.initialResolvedRanges ?? INITIAL_RESOLVED_RANGES).map(rangeOf),
    rangesAreSaid: question.initialResolvedRanges !== undefined,
  };
}

function rangeOf(text: string): Cidr {
  const range = parseCidr(text);
  if (range === undefined) throw invalid(`"${text}" is no address; expected one, or a CIDR without host bits`);
  return range;
}

function virtualNetworkOf(network: PrivateNetwork, written: string | undefined): string {
  if (written === undefined) return network.defaultVirtualNetwork;
  const known = network.virtualNetworks.find(({ name, id }) => name === written || id === written);
  if (known !== undefined) return known.id;
  // One of another place, that is only known by its id.
  const spokenOf = [
    ...network.routes.map(({ virtualNetwork }) => virtualNetwork),
    ...network.policies.flatMap(({ resolvers }) => resolvers.map(({ virtualNetwork }) => virtualNetwork)),
  ];
  if (spokenOf.includes(written)) return written;
  const names = network.virtualNetworks.map(({ name }) => `"${name}"`);
  throw invalid(
    `there is no virtual network "${written}"; expected ${names.join(", ") || "none: nothing here has one"}`,
  );
}

/** @internal Errors without a construct: what is asked is wrong. */
export function invalid(message: string): InventoryError {
  return new InventoryError("TraceQuestionInvalid", message);
}

/** @internal "a@example.com in engineers". */
export function personName({ email, groups }: Person = {}): string {
  if (email === undefined && groups === undefined) return "somebody";
  return [email ?? "somebody", ...(groups === undefined ? [] : [`in ${groups.join(", ") || "no group"}`])].join(" ");
}
