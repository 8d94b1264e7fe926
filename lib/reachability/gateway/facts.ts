import { DEFAULT_VIRTUAL_NETWORK, PrivateEstate, PrivateTarget } from "./model";
import { SERVER_NAME_PORT } from "./readings";
import { domainsOf } from "../../core/addresses/hostname";
import { isExpression } from "../../core/terraform/expressions";
import type { Facts, Same } from "../expression/evaluate";
import { unknown } from "../expression/truth";

/** @internal What a network policy can compare of a connection to a target. */
export function connectionFacts(target: PrivateTarget): Facts {
  const { destination, port, protocol, virtualNetwork } = target;
  const serverName = port === undefined || port === SERVER_NAME_PORT ? target.serverName : null;
  return {
    "net.dst.ip": destination,
    "net.dst.port": port,
    "net.protocol": protocol,
    "net.vnet_id": virtualNetwork,
    "net.sni.host": serverName,
    "net.sni.domains": typeof serverName === "string" ? domainsOf(serverName) : serverName,
  };
}

/** @internal What a DNS policy can compare of a query for a name. */
export function queryFacts(name: string): Facts {
  return { "dns.fqdn": name, "dns.domains": domainsOf(name) };
}

/**
 * Returns a comparison of texts. An expression that only Terraform can evaluate is unknown, except for the ids of
 * virtual networks that are defined here, which are known to differ.
 *
 * @internal
 */
export function sameIn({ virtualNetworks }: Pick<PrivateEstate, "virtualNetworks">): Same {
  const own = new Set(virtualNetworks.map(({ id }) => id));
  return (fact, written, field) => {
    if (fact === written) return true;
    if (isExpression(written) && !own.has(written)) {
      return unknown(`only Terraform can evaluate ${written.slice(2, -1)}`);
    }
    if (field !== "net.vnet_id" || own.has(written) || fact !== DEFAULT_VIRTUAL_NETWORK) return false;
    return unknown(`${written} may be the account's default virtual network`);
  };
}
