import { overlaps, parseCidr } from "../../core/addresses/cidr";
import { rangesOf } from "../expression/operands";
import type { Operand } from "../expression/syntax";
import { attribute } from "../users/attribute";
import { Formula, has, or } from "../users/formula";

/** @internal The field of the address from which a device connects. */
export const SOURCE = "net.src.ip";

/** Addresses that a device can have in any network, so that they identify no one. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"].flatMap(
  (range) => parseCidr(range) ?? [],
);

/**
 * The users who connect from an address or a range of the operand. Undefined if it is not known here, such as a list.
 *
 * @internal
 */
export function usersFrom(operand: Operand): Formula | undefined {
  const ranges = operand.kind === "bare" ? rangesOf(operand.text) : undefined;
  return (
    ranges &&
    or(
      ...ranges.map((range) => {
        const trust = PRIVATE.some((each) => overlaps(each, range)) ? "self-asserted" : "identified";
        return has(attribute("address", range.text, trust, `from ${range.text}`, `not from ${range.text}`));
      }),
    )
  );
}
