import { declaredRanges, ReservedRanges } from "./account-ranges";
import { Cidr, contains, overlaps, parseCidr } from "./cidr";
import { validateCidr } from "./cidr-validation";
import { Problem } from "../errors";

const SOURCES_PREFIX = 12;
const SMALLEST_DEVICE_PREFIX = 24;
/** The ranges in which Cloudflare accepts addresses of devices. */
const DEVICE_SPACE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** @internal Validates the form and the size of the ranges, and that they do not overlap. */
export function validateReservedRanges(own: ReservedRanges): Problem[] {
  const malformed = Object.entries(own).flatMap(([name, cidrs]) =>
    ((cidrs ?? []) as string[]).flatMap((cidr) => validateCidr(`reservedRanges.${name}`, cidr)),
  );
  if (malformed.length > 0) return malformed;
  const ranges = declaredRanges(own);
  const problems = ranges.flatMap(({ name, cidr }) => {
    const expected = expectedOf(name, cidr);
    return expected === undefined ? [] : [invalid(`reservedRanges.${name}: "${cidr.text}" is not ${expected}.`)];
  });
  if (own.sources !== undefined && own.sources.length > 1) {
    problems.push(
      invalid("reservedRanges.sources has more than one range, but Cloudflare uses one. Remove the others."),
    );
  }
  ranges.forEach(({ name, cidr }, i) => {
    const other = ranges.slice(0, i).find((each) => overlaps(each.cidr, cidr));
    if (other === undefined) return;
    const message = `reservedRanges.${name}: ${cidr.text} overlaps ${other.cidr.text} of ${other.name}, but Cloudflare accepts only separate ranges. Copy the ranges that the dashboard shows.`;
    problems.push(invalid(message));
  });
  return problems;
}

/** What a range of this purpose must be, if it is not. */
function expectedOf(name: keyof ReservedRanges, cidr: Cidr): string | undefined {
  if (cidr.version === 6) return "an IPv4 range. Cloudflare's IPv6 ranges cannot be changed, so omit it";
  if (name === "sources" && cidr.prefix !== SOURCES_PREFIX) return `a /${SOURCES_PREFIX}, which Cloudflare requires`;
  if (name !== "devices") return undefined;
  const isPrivate = DEVICE_SPACE.some((space) => contains(parseCidr(space)!, cidr));
  if (isPrivate && cidr.prefix <= SMALLEST_DEVICE_PREFIX) return undefined;
  return `a range of at least a /${SMALLEST_DEVICE_PREFIX} in ${DEVICE_SPACE.join(", ")}, which Cloudflare requires`;
}

function invalid(message: string): Problem {
  return { code: "ReservedRangeInvalid", message };
}
