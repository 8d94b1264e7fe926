import { trace } from "./fixture";
import { renderTrace, traceDiagram } from "../../lib/trace/index";
import { connector, DEPLOYMENT } from "../inventory/network/fixture";

const withHttp2 = (r: any) => (r[DEPLOYMENT].dev = connector("dev", "http2"));

test("renders a trace as text", () => {
  expect(renderTrace(trace(() => {}, { person: undefined }))).toMatchInlineSnapshot(`
   "web.shop.svc.dev.k8s.example.internal: connects

     ok       device profile      Which profile applies to a device of an unspecified user?
                                  Profile engineers.
                                  by: cloudflare_zero_trust_device_custom_profile.engineers
     ok       local domains       Does profile engineers resolve the name on the local network?
                                  No. The device queries Gateway.
                                  by: cloudflare_zero_trust_device_custom_profile.engineers
     ok       resolver policy     Which resolver policy matches web.shop.svc.dev.k8s.example.internal?
                                  Policy resolve 10.
                                  by: cloudflare_zero_trust_gateway_policy.dev
     ok       resolver            How does Gateway reach 10.10.0.10:53?
                                  Through tunnel dev (route 10.10.0.0/16) in the account's default
                                  virtual network.
                                  by: cloudflare_zero_trust_tunnel_cloudflared_route.dev
     ok       connector           Does the connector of tunnel dev carry DNS?
                                  Yes, over QUIC.
                                  by: kubernetes_deployment_v1.dev
     ok       egress to resolver  Can the pods of tunnel dev connect to 10.10.0.10 on UDP port 53?
                                  Yes. No NetworkPolicy in the connector's stack restricts the egress
                                  of its pods.
     ok       route               Where does the account's default virtual network route 10.10.0.0/16?
                                  To tunnel dev (route 10.10.0.0/16).
                                  by: cloudflare_zero_trust_tunnel_cloudflared_route.dev
     ok       split tunnel        Does profile engineers send 10.10.0.0/16 through the tunnel?
                                  Yes.
                                  by: cloudflare_zero_trust_device_custom_profile.engineers
     ok       network policies    Can an unspecified user connect to 10.10.0.0/16?
                                  Yes, for any(identity.groups.name[*] in {"engineers"}) (policy allow
                                  10). Policy block 20 blocks all other users.
                                  by: cloudflare_zero_trust_gateway_policy.allow,
                                      cloudflare_zero_trust_gateway_policy.block
     ok       egress to address   Can the pods of tunnel dev connect to 10.10.0.0/16 over TCP?
                                  Yes. No NetworkPolicy in the connector's stack restricts the egress
                                  of its pods.

     note     A device with profile engineers is assumed, because no user is specified.
   "
  `);
});

test("ends a broken trace with the remediation", () => {
  expect(renderTrace(trace(withHttp2))).toMatchInlineSnapshot(`
   "web.shop.svc.dev.k8s.example.internal: broken at connector (ConnectorWithoutQuic)

     ok       device profile   Which profile applies to a device of a@example.com (groups: engineers)?
                               Profile engineers.
                               by: cloudflare_zero_trust_device_custom_profile.engineers
     ok       local domains    Does profile engineers resolve the name on the local network?
                               No. The device queries Gateway.
                               by: cloudflare_zero_trust_device_custom_profile.engineers
     ok       resolver policy  Which resolver policy matches web.shop.svc.dev.k8s.example.internal?
                               Policy resolve 10.
                               by: cloudflare_zero_trust_gateway_policy.dev
     ok       resolver         How does Gateway reach 10.10.0.10:53?
                               Through tunnel dev (route 10.10.0.0/16) in the account's default virtual
                               network.
                               by: cloudflare_zero_trust_tunnel_cloudflared_route.dev
     BROKEN   connector        Does the connector of tunnel dev carry DNS?
                               No. It connects to Cloudflare over HTTP/2, which does not carry UDP.
                               by: kubernetes_deployment_v1.dev
                               fix: Do not set the protocol of the connector, or set it to quic. Use
                                    another tunnel for DNS if QUIC is unavailable, as in Cloud Run.
   "
  `);
});

test("does not report success for an unknown result", () => {
  expect(renderTrace(trace((r) => delete r[DEPLOYMENT].dev))).toContain(
    "no broken hop found, but the result is incomplete",
  );
});

test("fits into 100 columns", () => {
  const lines = renderTrace(trace(withHttp2)).split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test("renders a trace as a sequence diagram", () => {
  expect(traceDiagram(trace())).toMatchInlineSnapshot(`
   "\`\`\`mermaid
   sequenceDiagram
     participant Device
     participant Gateway
     participant Connector
     participant Resolver
     participant Origin
     Device->>Device: Which profile applies to a device of a@example.com (groups: engineers)?<br/>Profile engineers.
     Device->>Gateway: Does profile engineers resolve the name on the local network?<br/>No. The device queries Gateway.
     Gateway->>Gateway: Which resolver policy matches web.shop.svc.dev.k8s.example.internal?<br/>Policy resolve 10.
     Gateway->>Connector: How does Gateway reach 10.10.0.10:53?<br/>Through tunnel dev (route 10.10.0.0/16) in the account's default virtual network.
     Connector->>Resolver: Does the connector of tunnel dev carry DNS?<br/>Yes, over QUIC.
     Connector->>Resolver: Can the pods of tunnel dev connect to 10.10.0.10 on UDP port 53?<br/>Yes. No NetworkPolicy in the connector's stack restricts the egress of its pods.
     Gateway->>Gateway: Where does the account's default virtual network route 10.10.0.0/16?<br/>To tunnel dev (route 10.10.0.0/16).
     Device->>Gateway: Does profile engineers send 10.10.0.0/16 through the tunnel?<br/>Yes.
     Gateway->>Connector: Can a@example.com (groups: engineers) connect to 10.10.0.0/16?<br/>Yes. Policy allow 10 allows it.
     Connector->>Origin: Can the pods of tunnel dev connect to 10.10.0.0/16 over TCP?<br/>Yes. No NetworkPolicy in the connector's stack restricts the egress of its pods.
     Connector->>Origin: web.shop.svc.dev.k8s.example.internal
   \`\`\`
   "
  `);
});

test("marks a broken hop in the diagram with a cross", () => {
  const diagram = traceDiagram(trace(withHttp2));
  expect(diagram).toContain("Connector-xResolver: Does the connector of tunnel dev carry DNS?<br/>No. It connects");
  expect(diagram).toContain("Note over Connector,Resolver: ConnectorWithoutQuic. ");
  expect(diagram).not.toContain("Origin");
  // A semicolon would end the line.
  expect(diagram.replace(/#\d+;/g, "")).not.toContain(";");
});
