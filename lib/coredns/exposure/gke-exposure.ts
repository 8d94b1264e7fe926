import type * as computeAddress from "@cdktf/provider-google/lib/compute-address";
import { TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { DnsProtocol, dnsService } from "./dns-service";
import { validateFixedAddress } from "./fixed-address";
import { loadPeer } from "./optional-peer";
import { Problem } from "../../core/errors";
import { ReplacementTrigger } from "../../core/terraform/replacement";
import { literalExpected } from "../../core/terraform/resources";
import { isServiceName } from "../../kubernetes/name-validation";
import { ipv4Of, validateIpv4Source } from "../allowed-clients";

/** Defines a static internal address of Google Cloud. */
export interface GkeOptions {
  /** The address's name: a letter, then lower-case letters, digits and "-", at most 63. */
  readonly name: string;
  /** The subnetwork's name or self link, in the cluster's region. */
  readonly subnetwork: string;
  /** The subnetwork's primary CIDR: "10.20.0.0/20". */
  readonly cidr: string;
  /** A free IPv4 address of it: not among its first two, and not among its last two. */
  readonly address: string;
  /** The region: "asia-northeast1". */
  readonly region: string;
  /**
   * Whether the cluster takes TCP and UDP in one internal Service: from 1.36.2-gke.1498000 on, with subsetting. Where it does not, two Services
   * share the address. @default false
   */
  readonly mixedProtocols?: boolean;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

const ADDRESSES = {
  first: 2,
  last: 2,
  ipv6: false,
  words: "Google Cloud keeps the first two and the last two",
  prop: "cidr",
};

/**
 * Defines a way to CoreDNS over an internal passthrough load balancer of GKE, on a static address. It needs the peer `@cdktf/provider-google`.
 *
 * What it is given is judged by `ClusterDns`. Errors: FixedAddressInvalid, LoadBalancerInvalid, CidrInvalid, PeerMissing, TokenNotAllowed.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing
 */
export class GkeExposure {
  /** Defines a load balancer on this address; another address, name or subnetwork makes another one. */
  public static fixedAddress(options: GkeOptions): IDnsExposure {
    return new Gke(options);
  }

  private constructor() {}
}

class Gke implements IDnsExposure {
  public readonly addresses: string[];
  /** The load balancer asks the nodes, on a port of kube-proxy's. */
  public readonly _healthCheckFrom = [];

  public constructor(private readonly options: GkeOptions) {
    this.addresses = [options.address];
  }

  public _problems(allowFrom: string[]): Problem[] {
    const { name, address, cidr } = this.options;
    return [
      ...validateAddressName(name),
      ...validateFixedAddress(address, cidr, ADDRESSES),
      ...validateIpv4Source(allowFrom),
    ];
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    const { name, subnetwork, region, address, mixedProtocols = false } = this.options;
    const purpose = mixedProtocols ? "GCE_ENDPOINT" : "SHARED_LOADBALANCER_VIP";
    const reserved = this.address(scope, purpose);
    const trigger = new ReplacementTrigger(scope, "Identity", { name, address, subnetwork, region, purpose });
    const service = (id: string, suffix: string, protocols: DnsProtocol[]): void =>
      trigger.replaces(
        dnsService(scope, id, dns, {
          suffix,
          protocols,
          annotations: { "networking.gke.io/load-balancer-type": "Internal" },
          spec: {
            type: "LoadBalancer",
            loadBalancerIp: reserved.address,
            loadBalancerSourceRanges: ipv4Of(dns.allowFrom),
            // The other policy hides who asks, and CoreDNS would refuse everybody.
            externalTrafficPolicy: "Local",
          },
        }),
      );
    if (mixedProtocols) return service("Service", "", ["UDP", "TCP"]);
    service("Service-UDP", "-udp", ["UDP"]);
    service("Service-TCP", "-tcp", ["TCP"]);
  }

  private address(scope: Construct, purpose: string): computeAddress.ComputeAddress {
    const { name, subnetwork, region, address, provider } = this.options;
    const { ComputeAddress } = loadPeer<typeof computeAddress>(scope, "@cdktf/provider-google/lib/compute-address");
    return new ComputeAddress(scope, "Address", {
      ...(provider !== undefined && { provider }),
      name,
      region,
      subnetwork,
      address,
      addressType: "INTERNAL",
      purpose,
    });
  }
}

function validateAddressName(name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("the address's name")];
  if (isServiceName(name)) return [];
  return [
    invalid(`the address's name is "${name}"; expected a letter, then lower-case letters, digits and "-", at most 63`),
  ];
}

function invalid(message: string): Problem {
  return { code: "LoadBalancerInvalid", message };
}
