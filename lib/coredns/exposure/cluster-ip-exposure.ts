import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { dnsService } from "./dns-service";
import { validateFixedAddress } from "./fixed-address";
import { Problem } from "../../core/errors";

/** Defines a fixed cluster IP. */
export interface ClusterIpOptions {
  /** A free address of the cluster's Service range. The lower part of the range (16 to 256 addresses, a sixteenth of it) is never given out by the cluster. */
  readonly address: string;
  /** The cluster's Service range: "10.100.0.0/16". */
  readonly serviceCidr: string;
}

const ADDRESSES = {
  first: 2,
  last: 1,
  ipv6: true,
  words: "Kubernetes keeps the first two, for itself, and the last",
  prop: "serviceCidr",
};

/**
 * Defines a way to CoreDNS inside the cluster, for connectors that run there: no load balancer, no cost, and no hairpin.
 *
 * What it is given is judged by `ClusterDns`. Errors: FixedAddressInvalid, CidrInvalid, TokenNotAllowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 */
export class ClusterIpExposure {
  /** Defines a Service with this cluster IP; another address makes another Service. */
  public static fixedAddress(options: ClusterIpOptions): IDnsExposure {
    return new ClusterIp(options);
  }

  private constructor() {}
}

class ClusterIp implements IDnsExposure {
  public readonly addresses: string[];
  public readonly _healthCheckFrom = [];

  public constructor(private readonly options: ClusterIpOptions) {
    this.addresses = [options.address];
  }

  public _problems(): Problem[] {
    return validateFixedAddress(this.options.address, this.options.serviceCidr, ADDRESSES);
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    dnsService(scope, "Service", dns, { spec: { type: "ClusterIP", clusterIp: this.options.address } });
  }
}
