import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { DataResource, ref, TerraformStack, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import { KubernetesConnector, KubernetesConnectorProps } from "../../lib/kubernetes";
import { synthesize } from "../../lib/testing";
import { IConnectedTunnel, Origin, TunnelToken } from "../../lib/tunnel";

export const FROM_SECRET = TunnelToken.fromKubernetesSecret("cloudflared-token", "token");
export const FROM_TUNNEL = TunnelToken.fromTunnel();

/** A tunnel as its connectors see it. Its resource requires no provider. */
export class FakeTunnel extends Construct implements IConnectedTunnel {
  public readonly account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
  public readonly name: string;
  public readonly tunnelId = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
  public readonly resource: DataResource;
  public readonly origins: Origin[] = [];
  public readonly routes: string[] = [];
  public readonly hostnameRoutes: string[] = [];
  public readonly destinations: string[] = [];
  public readonly resolvers: string[] = [];
  public tokenText = Token.asString(ref("data.cloudflare_zero_trust_tunnel_cloudflared_token.t.token"));
  public tokenAsked = 0;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.name = id;
    this.resource = new DataResource(this, "Resource");
  }

  public get tunnelAddress(): string {
    return `terraform_data.${this.resource.friendlyUniqueId}`;
  }

  public connect(connector: KubernetesConnector): void {
    connector.bind(new Construct(this, `Connector-${connector.name}`), this);
  }

  public token(): string {
    this.tokenAsked += 1;
    return this.tokenText;
  }
}

export function newStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), "stack");
  new KubernetesProvider(stack, "kubernetes");
  return stack;
}

/** The synthesized resources of a stack with one connector. */
export function connected(props: Partial<KubernetesConnectorProps> = {}, origins: Origin[] = [], tunnelId = "eks-dev") {
  const stack = newStack();
  const tunnel = new FakeTunnel(stack, tunnelId);
  tunnel.connect(new KubernetesConnector({ namespace: "cloudflared", token: FROM_SECRET, ...props }));
  tunnel.origins.push(...origins); // published after the connector was added, because connectors read origins lazily
  return { stack, tunnel, ...made(stack) };
}

export function made(stack: TerraformStack) {
  const terraform = synthesize(stack);
  const all = (type: string): [address: string, body: any][] =>
    Object.entries<any>(terraform.resource?.[type] ?? {}).map(([name, body]) => [`${type}.${name}`, body]);
  return {
    terraform,
    all,
    only: (type: string): any => {
      const found = all(type);
      if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
      return found[0][1];
    },
    addressOf: (type: string): string => all(type)[0][0],
  };
}

export function podOf(deployment: any): any {
  return deployment.spec.template.spec;
}

/** The error message of the synthesis of a stack with one connector, or "". */
export function complaints(
  props: Partial<KubernetesConnectorProps>,
  origins: Origin[] = [],
  tunnelId = "eks-dev",
): string {
  try {
    connected(props, origins, tunnelId);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}
