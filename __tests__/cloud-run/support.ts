import { CloudRunV2Service, CloudRunV2ServiceConfig } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { HostAccess } from "../../lib/access";
import { CloudRunConnector, CloudRunConnectorProps } from "../../lib/cloud-run";
import { Origin, Tunnel, TunnelToken } from "../../lib/tunnel";
import { ACCOUNT, messages, stackWithProvider, synth, zoneIn } from "../support/stack";

export const REGION = "asia-northeast1";
export const NETWORK = "projects/shop/global/networks/vpc";
export const SUBNETWORK = `projects/shop/regions/${REGION}/subnetworks/run`;
export const FROM_SECRET = TunnelToken.fromSecretManager("cloudflared-token", "1");
export const PLACE = { region: REGION, network: NETWORK, subnetwork: SUBNETWORK };

export function googleStack(id = "stack"): TerraformStack {
  const stack = stackWithProvider(id);
  new GoogleProvider(stack, "google", { project: "shop" });
  return stack;
}

export function service(stack: TerraformStack, id = "admin", props: Partial<CloudRunV2ServiceConfig> = {}) {
  return new CloudRunV2Service(stack, id, {
    name: id,
    location: REGION,
    ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
    invokerIamDisabled: true,
    template: {},
    ...props,
  });
}

/** A tunnel with one connector, and one public host for each origin. */
export function tunnelIn(stack: TerraformStack, props: Partial<CloudRunConnectorProps> = {}, ...origins: Origin[]) {
  const tunnel = new Tunnel(stack, "run", { account: ACCOUNT });
  tunnel.connect(new CloudRunConnector({ ...PLACE, token: FROM_SECRET, ...props }));
  const zone = zoneIn(stack);
  origins.forEach((origin, i) =>
    tunnel.publish(`host-${i}.example.com`, { zone, origin, access: HostAccess.publicly("a test") }),
  );
  return tunnel;
}

export function connected(props: Partial<CloudRunConnectorProps> = {}) {
  const stack = googleStack();
  tunnelIn(stack, props);
  return { stack, ...made(stack) };
}

export function made(stack: TerraformStack) {
  const terraform = synth(stack);
  const all = (type: string): any[] => Object.values<any>(terraform.resource?.[type] ?? {});
  return {
    terraform,
    all,
    only: (type: string): any => {
      if (all(type).length !== 1) throw new Error(`${all(type).length} of ${type}`);
      return all(type)[0];
    },
  };
}

/** The messages of the synthesis of a stack with one connector. */
export function complaints(props: Partial<CloudRunConnectorProps>, ...origins: Origin[]): string {
  const stack = googleStack();
  tunnelIn(stack, props, ...origins);
  return messages(stack).join("\n");
}
