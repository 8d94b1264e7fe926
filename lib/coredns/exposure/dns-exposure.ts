import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { Problem } from "../../core/errors";

/** @internal Defines what an exposure knows of the CoreDNS that it exposes. */
export interface ExposedDns {
  /** The name of its objects, and of their namespace. */
  readonly name: string;
  readonly selector: { [key: string]: string };
  readonly labels: { [key: string]: string };
  /** Canonical CIDRs. */
  readonly allowFrom: string[];
  /** The pods' ports. */
  readonly dnsPort: number;
  readonly readyPort: number;
  /** The cluster's. */
  readonly provider?: TerraformProvider;
  /** The Terraform address of what must be there before anybody is let in, and goes after. */
  readonly deployment: string;
}

/** Defines the way to a CoreDNS: `NlbExposure`, `GkeExposure` and `ClusterIpExposure` make some. */
export interface IDnsExposure {
  /** The addresses that answer on port 53, UDP and TCP; they never change. */
  readonly addresses: string[];
  /** @internal The CIDRs from which pods are asked whether they are ready. */
  readonly _healthCheckFrom: string[];
  /** @internal The labels of pods that must not share a node with CoreDNS. */
  readonly _apartFrom?: { [key: string]: string };
  /** @internal */
  _problems(allowFrom: string[]): Problem[];
  /** @internal Makes its constructs in `scope`. */
  _bind(scope: Construct, dns: ExposedDns): void;
}
