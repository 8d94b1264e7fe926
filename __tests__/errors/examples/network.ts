import { messagesOf } from "../messages";
import { account } from "./fixture";
import { GatewayNetworkPolicy, NetworkAction, Traffic, Tunnel, VirtualNetwork } from "cdktf-zero-trust";

const unguarded = "a lab without users";

/** Errors of virtual networks and routes. */
export default {
  DefaultVirtualNetworkTwice: () =>
    messagesOf((stack) => {
      for (const id of ["office", "lab"]) new VirtualNetwork(stack, id, { account, isDefaultNetwork: true });
    }),
  MulticastName: () =>
    messagesOf((stack) => new Tunnel(stack, "tunnel", { account }).routeHostname("web.lab.local", { unguarded })),
  ReservedRangeInvalid: () =>
    messagesOf(
      (stack) =>
        new Tunnel(stack, "tunnel", { account: { ...account, reservedRanges: { sources: ["10.112.0.0/16"] } } }),
    ),
  RouteContainsReserved: () =>
    messagesOf((stack) => new Tunnel(stack, "tunnel", { account }).route("100.64.0.0/10", { unguarded })),
  RouteGuardInvalid: () =>
    messagesOf((stack) => {
      const lab = Traffic.destination("10.50.0.0/16");
      const web = new GatewayNetworkPolicy(stack, "web", {
        account,
        action: NetworkAction.ALLOW,
        traffic: lab.and(Traffic.port(443)),
      });
      const deny = new GatewayNetworkPolicy(stack, "deny", { account, action: NetworkAction.BLOCK, traffic: lab });
      new Tunnel(stack, "tunnel", { account }).route("10.50.0.0/16", { guardedBy: [web, deny] });
    }),
  RouteOverlap: () =>
    messagesOf((stack) => {
      const tunnel = new Tunnel(stack, "tunnel", { account });
      for (const cidr of ["10.50.0.0/16", "10.50.128.0/17"]) tunnel.route(cidr, { unguarded });
    }),
  RouteReserved: () =>
    messagesOf((stack) => new Tunnel(stack, "tunnel", { account }).route("100.64.0.0/16", { unguarded })),
  RouteWithoutPolicy: () => messagesOf((stack) => new Tunnel(stack, "tunnel", { account }).route("10.50.0.0/16", {})),
};
