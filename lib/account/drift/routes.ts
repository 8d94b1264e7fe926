import type { DriftFinding } from "./model";
import { text } from "../../core/terraform/values";
import type { Matches } from "../match/match";
import type { Account } from "../model";
import { TUNNEL } from "../read/collections";

const ROUTES = [`${TUNNEL}_route`, "cloudflare_zero_trust_network_hostname_route"];

/** @internal Finds the routes to tunnels of an app that the app does not contain. */
export function routeFindings({ all }: Matches, { objects }: Account): DriftFinding[] {
  const matched = all.flatMap((match) => (match.kind === "matched" ? [match.found] : []));
  const known = new Set(matched);
  const tunnels = new Map(matched.filter(({ type }) => type === TUNNEL).map((tunnel) => [tunnel.id, tunnel]));
  return objects
    .filter((object) => ROUTES.includes(object.type) && !known.has(object))
    .flatMap((route): DriftFinding[] => {
      const tunnel = tunnels.get(text(route.values.tunnel_id) ?? "");
      if (tunnel === undefined) return [];
      const message = `It points to tunnel ${tunnel.name} of the app, and the app does not contain it.`;
      return [{ code: "RouteUnknown", about: route.address, message, isNotice: false }];
    });
}
