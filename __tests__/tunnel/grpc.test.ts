import { TerraformStack } from "cdktf";
import { ORIGIN, tunnelFixture } from "./fixture";
import { connectorOf } from "../support/connector";
import { messages, problems } from "../support/stack";
import { AccessPolicy, HostAccess, IZone, Origin, PublishedHost, Transport, Tunnel } from "cdktf-zero-trust";

const GRPC = Origin.https("10.0.3.7", 4317, { http2Origin: true });
const PUBLIC = HostAccess.publicly("OpenTelemetry");
const BOTH = [Transport.QUIC, Transport.HTTP2];

let stack: TerraformStack;
let staff: AccessPolicy;
let tunnel: Tunnel;
let zone: IZone;
beforeEach(() => ({ stack, staff, tunnel, zone } = tunnelFixture()));

const publish = (access: HostAccess, origin = GRPC, hostname = "otel.example.com"): PublishedHost =>
  tunnel.publish(hostname, { zone, origin, access });
const connect = (...connectors: Transport[][]) =>
  connectors.forEach((transports, i) => tunnel.connect(connectorOf(transports, `c${i}`)));

describe("GrpcNotSupported behind policies", () => {
  test.each([[[]], [[BOTH]], [[[Transport.HTTP2]]]])("warns with the connectors %j", (connectors: Transport[][]) => {
    connect(...connectors);
    publish(HostAccess.policies(staff));
    expect(messages(stack)).toEqual([
      'Hosts/otel.example.com warning GrpcNotSupported: "otel.example.com" has an origin with http2Origin, and requires an application token. Access ignores gRPC, so gRPC calls carry no token and the connector answers 403; reach a gRPC service through a private route. Other requests are not affected.',
    ]);
  });

  test("warns for an application that is managed elsewhere", () => {
    publish(HostAccess.existing({ aud: "a".repeat(64), reason: "the portal" }));
    expect(messages(stack)).toEqual([expect.stringContaining("requires an application token")]);
  });

  test("warns once for a host whose paths have such origins", () => {
    const host = publish(HostAccess.policies(staff), ORIGIN);
    expect(problems(stack)).toEqual([]);
    host.addPath("/a", GRPC);
    host.addPath("/b", GRPC);
    connect(BOTH);
    expect(problems(stack)).toEqual(["Hosts/otel.example.com warning GrpcNotSupported"]);
  });
});

describe("GrpcNotSupported on a public host", () => {
  test.each([[[BOTH]], [[[Transport.QUIC]]], [[[Transport.HTTP2], BOTH]]])(
    "warns with the connectors %j",
    (connectors: Transport[][]) => {
      publish(PUBLIC);
      connect(...connectors);
      expect(messages(stack)).toEqual([
        'Hosts/otel.example.com warning GrpcNotSupported: "otel.example.com" has an origin with http2Origin, and its tunnel has a connector that can use QUIC. QUIC carries no trailers, so gRPC calls fail; run every connector of the tunnel with Transport.HTTP2. Other requests are not affected.',
      ]);
    },
  );

  test("does not warn again when the stack is validated again", () => {
    publish(PUBLIC);
    connect(BOTH);
    expect(problems(stack)).toHaveLength(1);
    expect(problems(stack)).toHaveLength(1);
  });

  test.each([[[]], [[[Transport.HTTP2]]], [[[Transport.HTTP2], [Transport.HTTP2]]]])(
    "does not warn with the connectors %j",
    (connectors: Transport[][]) => {
      publish(PUBLIC);
      connect(...connectors);
      expect(problems(stack)).toEqual([]);
    },
  );

  test("does not warn for origins without HTTP/2", () => {
    connect(BOTH);
    publish(PUBLIC, Origin.https("10.0.3.7", 443, { http2Origin: false }));
    publish(PUBLIC, ORIGIN, "b.example.com");
    publish(HostAccess.policies(staff), ORIGIN, "c.example.com");
    expect(problems(stack)).toEqual([]);
  });
});
