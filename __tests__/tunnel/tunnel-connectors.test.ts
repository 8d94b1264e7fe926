import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ORIGIN, TunnelFixture, tunnelFixture } from "./fixture";
import { address } from "../../lib/core/terraform/resources";
import { connectorOf } from "../support/connector";
import { ACCOUNT, messages, problems, synth } from "../support/stack";
import { IConnectedTunnel, IConnector, Transport, Tunnel, TunnelToken } from "cdktf-zero-trust";

let stack: TerraformStack;
let tunnel: Tunnel;
let publish: TunnelFixture["publish"];

beforeEach(() => {
  ({ stack, tunnel, publish } = tunnelFixture());
});

describe("Tunnel.connect", () => {
  test("binds a connector in its own scope and passes the tunnel", () => {
    const connector = new FakeConnector("cloudflared", "cluster-a");
    tunnel.connect(connector);
    publish("a.example.com");
    const [scope, connected] = connector.bound[0];
    expect(connector.bound.length).toBe(1);
    expect(scope.node.path).toBe("stack/eks-dev/Connector-cloudflared");
    expect(connected.account).toBe(ACCOUNT);
    expect(connected.name).toBe("eks-dev");
    expect(connected.tunnelId).toBe(tunnel.tunnelId);
    expect(connected.tunnelAddress).toBe(address(tunnel.resource));
    expect(connected.origins).toEqual([ORIGIN]);
  });

  test("accepts several connectors in one network", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    tunnel.connect(new FakeConnector("two", "cluster-a"));
    expect(problems(stack)).toEqual([]);
  });

  test("fails when a connector is in another network than the first", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    tunnel.connect(new FakeConnector("two", "cluster-b"));
    expect(messages(stack)).toEqual([
      'eks-dev ConnectorMismatch: connector "two" is in network "cluster-b", but the first connector is in "cluster-a". Cloudflare can send any request to any connector, so create one tunnel per network.',
    ]);
  });

  test("fails when two connectors have the same name", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a"));
    expect(() => tunnel.connect(new FakeConnector("one", "cluster-a"))).toThrow("[stack/eks-dev] ConnectorNameTaken: ");
  });

  test("warns when the token is stored in Terraform's state", () => {
    tunnel.connect(new FakeConnector("one", "cluster-a", TunnelToken.fromTunnel()));
    expect(problems(stack)).toEqual(["eks-dev warning TokenInState"]);
  });
});

describe("Tunnel QUIC support", () => {
  const both = [Transport.QUIC, Transport.HTTP2];

  test.each([
    [undefined, []],
    [true, [both]],
    [true, [both, [Transport.QUIC]]],
    [false, [both, [Transport.HTTP2]]],
  ])("is %p with the transports %j, because every connector must support it", (expected, transports) => {
    transports.forEach((each, i) => tunnel.connect(connectorOf(each, `c${i}`)));
    expect(tunnel._speaksQuic).toBe(expected);
  });
});

test("Tunnel.token reads the token only on demand, and once", () => {
  expect(synth(stack).data).toBeUndefined();
  tunnel.token();
  tunnel.token();
  const [read, ...others] = Object.values<any>(synth(stack).data.cloudflare_zero_trust_tunnel_cloudflared_token);
  expect(read).toEqual({ account_id: ACCOUNT.accountId, tunnel_id: `\${${address(tunnel.resource)}.id}` });
  expect(others).toEqual([]);
});

class FakeConnector implements IConnector {
  public readonly transports = [Transport.QUIC];
  public readonly bound: [scope: Construct, tunnel: IConnectedTunnel][] = [];

  public constructor(
    public readonly name: string,
    public readonly network: string,
    public readonly token = TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
  ) {}

  public bind(scope: Construct, connected: IConnectedTunnel): void {
    this.bound.push([scope, connected]);
  }
}
