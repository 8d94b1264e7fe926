import { TerraformVariable, Testing } from "cdktf";
import { CloudRunStack } from "../../examples/cloud-run/cloud-run-stack";
import { stepOf, Step } from "../../lib/rehearsal";
import { HostAccess, IZone, AccessPolicy, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { CloudRunConnector, CloudRunService, InternalCloudRunService, RunAppDns } from "cdktf-zero-trust/lib/cloud-run";

const REGION = "us-central1";

/** What the example has besides, in so few words that one sees what an edit changes. */
export interface RunEstate {
  /** Services of these names, each with a host of its own. */
  readonly services?: string[];
  /** A second connector of the tunnel. */
  readonly connector?: { readonly name: string; readonly token: RunToken };
}

export interface RunToken {
  readonly from: "secret" | "ephemeral variable" | "tunnel";
  readonly version: number;
}

/** A step in which examples/cloud-run is there, and this. */
export function runStep(name: string, { services = [], connector }: RunEstate): Step {
  const app = Testing.app();
  const stack = new CloudRunStack(app, "cloud-run");
  const child = <T>(id: string) => stack.node.findChild(id) as T;
  const tunnel = child<Tunnel>("run");
  const { network } = child<RunAppDns>("run-app");
  for (const id of services) {
    const service = new InternalCloudRunService(stack, id, { region: REGION, image: "hello" });
    tunnel.publish(`${id}.example.com`, {
      zone: child<IZone>("example.com"),
      origin: CloudRunService.of(service),
      access: HostAccess.policies(child<AccessPolicy>("staff")),
    });
  }
  const variable = new TerraformVariable(stack, "tunnel-token", { type: "string", sensitive: true });
  variable.addOverride("ephemeral", true);
  if (connector !== undefined) {
    const { from, version } = connector.token;
    const token = {
      secret: TunnelToken.fromSecret("cloudflared-token", String(version)),
      "ephemeral variable": TunnelToken.fromEphemeral(variable.stringValue, version),
      tunnel: TunnelToken.fromTunnel(),
    }[from];
    const place = { region: REGION, network, subnetwork: "us", privateDns: child<RunAppDns>("run-app") };
    tunnel.connect(new CloudRunConnector({ ...place, name: connector.name, token }));
  }
  app.synth();
  return { ...stepOf(app.outdir), name };
}

export interface RunEdit {
  readonly name: string;
  readonly before: RunEstate;
  readonly after: RunEstate;
}

const named = (name: string, from: RunToken["from"], version = 1): RunEstate => ({
  connector: { name, token: { from, version } },
});

export const RUN_EDITS: RunEdit[] = [
  { name: "a service is added", before: {}, after: { services: ["billing"] } },
  { name: "a service is removed", before: { services: ["billing"] }, after: {} },
  { name: "a service is renamed", before: { services: ["billing"] }, after: { services: ["invoices"] } },
  {
    name: "a connector is replaced",
    before: named("cloudflared-us", "secret"),
    after: named("cloudflared-2", "secret"),
  },
  {
    name: "the token is rotated",
    before: named("cloudflared-us", "secret"),
    after: named("cloudflared-us", "secret", 2),
  },
  {
    name: "an ephemeral token is rotated",
    before: named("cloudflared-us", "ephemeral variable"),
    after: named("cloudflared-us", "ephemeral variable", 2),
  },
  {
    name: "the token comes to the state",
    before: named("cloudflared-us", "secret"),
    after: named("cloudflared-us", "tunnel"),
  },
];
