import type { DriftFinding } from "./model";
import { compare, text } from "../../core/terraform/values";
import type { Finding, HostEntry } from "../../inventory";
import { accessDataOf } from "../../inventory/hosts/access-data";
import { edgeOf } from "../../inventory/hosts/host-reach";
import { recordName, tunnelTarget } from "../../inventory/hosts/ingress-matching";
import { ofType, resolverOf } from "../../inventory/terraform/objects";
import { unmatchedRequest } from "../../reachability/access/unmatched-requests";
import type { Account } from "../model";
import { RECORD, TUNNEL } from "../read/collections";
import { pointsToTunnel } from "../read/read-account";

/**
 * Finds the records that point to a tunnel and whose names no application covers. A host that is declared public, or
 * that is reported as exposed, is omitted.
 *
 * @internal
 */
export function recordFindings(
  { objects }: Account,
  hosts: readonly HostEntry[],
  found: readonly Finding[],
): DriftFinding[] {
  const all = [...objects];
  const edge = edgeOf(accessDataOf(all, resolverOf(all)));
  const omitted = new Set([
    ...hosts.filter(({ access }) => access.kind === "public").map(({ hostname }) => hostname),
    ...found.filter(({ code }) => code === "HostExposed").map(({ about }) => about),
  ]);
  const isDenied = (name: string) => unmatchedRequest(edge.access.unmatchedIn(undefined), name, false) === "denied";
  const targets = new Map(ofType(all, TUNNEL).map((tunnel) => [tunnelTarget(text(tunnel.values.id) ?? ""), tunnel]));
  return objects
    .filter((object) => object.type === RECORD && pointsToTunnel(object))
    .filter((record) => !omitted.has(recordName(record)) && !isDenied(recordName(record)))
    .filter((record) => edge.destinations.at(recordName(record), "/").includes(undefined))
    .map((record) => {
      const tunnel = targets.get((text(record.values.content) ?? "").toLowerCase());
      const target = tunnel === undefined ? "a tunnel that does not exist" : `tunnel ${tunnel.name}`;
      const message =
        `The record points to ${target}, and no application of the account covers its name. ` +
        "Add an application, or delete the record.";
      return {
        code: "RecordWithoutApplication",
        about: recordName(record),
        message,
        isNotice: false,
      } satisfies DriftFinding;
    })
    .sort((a, b) => compare(a.about, b.about));
}
