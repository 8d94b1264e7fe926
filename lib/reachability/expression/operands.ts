import { comparisonsIn, Expression } from "./syntax";
import { Cidr, cidrsBetween, parseCidr } from "../../core/addresses/cidr";

/** @internal A range of integers. Both bounds are included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** @internal Parses a number or a range as the engine does: "80", "1000..2000", "0x50", and octal after a zero. */
export function numbersOf(text: string): NumberRange | undefined {
  // The engine parses "80-90" as 80 and -90.
  const [low, high = low] = text.replace(/^([0-9]+)-[0-9]+$/, "$1").split("..");
  const from = numberOf(low);
  const to = numberOf(high);
  return from === undefined || to === undefined ? undefined : { from, to };
}

function numberOf(text: string): number | undefined {
  if (/^0x[0-9a-fA-F]+$/.test(text)) return parseInt(text, 16);
  if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
  return /^(?:0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
}

/**
 * Parses addresses as the engine does: "10.0.0.0/8", "10.0.0.1", "10.0.0.0..10.0.0.9", and "10/8", whose missing parts
 * are zero.
 *
 * @internal
 */
export function rangesOf(text: string): Cidr[] | undefined {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const ranges = parseRanges(text);
  if (ranges !== undefined) parsed.set(text, ranges);
  return ranges;
}

/** Policies are evaluated for many targets, so each range is parsed once. */
const parsed = new Map<string, Cidr[]>();

function parseRanges(text: string): Cidr[] | undefined {
  const [low, high] = text.split("..");
  const from = parseCidr(padded(low));
  if (high === undefined) return from === undefined ? undefined : [from];
  const to = parseCidr(padded(high));
  return from === undefined || to === undefined ? undefined : cidrsBetween(from, to);
}

function padded(text: string): string {
  if (text.includes(":")) return text;
  const [address, prefix] = text.replace(/(?<=^|[./])0+(?=[0-9])/g, "").split("/");
  const parts = address.split(".");
  const whole = [...parts, "0", "0", "0"].slice(0, Math.max(4, parts.length)).join(".");
  return prefix === undefined ? whole : `${whole}/${prefix}`;
}

/** @internal The ranges that an expression compares the destination of a connection with, negated or not. */
export function destinationsIn(expression: Expression): Cidr[] {
  return comparisonsIn(expression)
    .filter(({ field }) => field === "net.dst.ip")
    .flatMap(({ operands }) => operands.flatMap(({ text }) => rangesOf(text ?? "") ?? []));
}
