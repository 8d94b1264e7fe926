import type { Cidr } from "../core/addresses/cidr";

/** @internal States that a virtual network has no route, and which other one has. */
export function noRoute(virtualNetwork: string, destination: string, elsewhere?: string): string {
  const other = elsewhere === undefined ? "" : ` There is one in ${elsewhere}.`;
  return `There is no route to ${destination} in ${virtualNetwork}.${other}`;
}

/** @internal Lists addresses and CIDRs. */
export function shown(cidrs: Cidr[]): string {
  return cidrs.map(({ text }) => text.replace(/\/32$|\/128$/, "")).join(", ");
}

/** @internal A text with a capital letter at the beginning. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @internal The values without duplicates. */
export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
