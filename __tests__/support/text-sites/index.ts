import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { alertProgram } from "./alerts";
import { clusterDnsProgram, clusterIpDnsProgram, gkeDnsProgram } from "./cluster-dns";
import { At } from "./common";
import { cloudRunProgram, kubernetesProgram, runAppProgram } from "./connectors";
import { accessProgram, identityProviderProgram, organizationProgram, publishProgram } from "./hosts";
import {
  deviceProgram,
  enrollmentProgram,
  fleetProgram,
  gatewayProgram,
  hostnameFleetProgram,
  networkProgram,
} from "./private-network";
import { stackWithProvider } from "../stack";

/**
 * Programs that use every place of the public API that accepts text. A place is named after its interface and property,
 * or its class, method and parameter.
 */
export const PROGRAMS = {
  alertProgram,
  accessProgram,
  identityProviderProgram,
  organizationProgram,
  publishProgram,
  gatewayProgram,
  networkProgram,
  deviceProgram,
  enrollmentProgram,
  fleetProgram,
  hostnameFleetProgram,
  kubernetesProgram,
  cloudRunProgram,
  runAppProgram,
  clusterDnsProgram,
  gkeDnsProgram,
  clusterIpDnsProgram,
};

export type Program = keyof typeof PROGRAMS;

/** A stack with every provider and one of the programs. */
export function programOf(name: Program, at: At): TerraformStack {
  const stack = stackWithProvider();
  new KubernetesProvider(stack, "kubernetes");
  new GoogleProvider(stack, "google", { project: "shop-project" });
  new AwsProvider(stack, "aws");
  PROGRAMS[name](stack, at);
  return stack;
}
