import { trace } from "./fixture";
import { renderTrace, traceDiagram } from "../../lib/trace/index";
import { connector, DEPLOYMENT } from "../inventory/network/fixture";

const slow = (r: any) => (r[DEPLOYMENT].dev = connector("dev", "http2"));

test("a trace reads from top to bottom", () => {
  expect(renderTrace(trace(() => {}, { person: undefined }))).toMatchInlineSnapshot(`
   "web.shop.svc.dev.k8s.example.internal: connects

     ok      device profile    which profile does the device of somebody take?
                               profile engineers
                               (cloudflare_zero_trust_device_custom_profile.engineers)
     ok      local domains     does profile engineers keep the name local?
                               no: the device asks Gateway
                               (cloudflare_zero_trust_device_custom_profile.engineers)
     ok      resolver policy   which policy has the resolver of web.shop.svc.dev.k8s.example.internal?
                               resolve 10 (cloudflare_zero_trust_gateway_policy.dev)
     ok      resolver          what leads Gateway to 10.10.0.10:53?
                               10.10.0.0/16 through tunnel dev in the account's default virtual network
                               (cloudflare_zero_trust_tunnel_cloudflared_route.dev)
     ok      connector         does the connector of tunnel dev carry DNS?
                               yes, over QUIC (kubernetes_deployment_v1.dev)
     ok      route             what does the account's default virtual network do with 10.10.0.0/16?
                               10.10.0.0/16 through tunnel dev
                               (cloudflare_zero_trust_tunnel_cloudflared_route.dev)
     ok      split tunnel      does profile engineers send 10.10.0.0/16 through the tunnel?
                               yes (cloudflare_zero_trust_device_custom_profile.engineers)
     ok      network policies  may somebody connect to 10.10.0.0/16?
                               yes, for any(identity.groups.name[*] in {"engineers"}) (policy allow
                               10); policy block 20 blocks everybody else
                               (cloudflare_zero_trust_gateway_policy.allow,
                               cloudflare_zero_trust_gateway_policy.block)

     note    a device that takes profile engineers is assumed: whose it is, is not said
   "
  `);
});

test("a broken trace ends with what is broken, and the way out", () => {
  expect(renderTrace(trace(slow))).toMatchInlineSnapshot(`
   "web.shop.svc.dev.k8s.example.internal: broken at connector (ConnectorWithoutQuic)

     ok      device profile   which profile does the device of a@example.com in engineers take?
                              profile engineers (cloudflare_zero_trust_device_custom_profile.engineers)
     ok      local domains    does profile engineers keep the name local?
                              no: the device asks Gateway
                              (cloudflare_zero_trust_device_custom_profile.engineers)
     ok      resolver policy  which policy has the resolver of web.shop.svc.dev.k8s.example.internal?
                              resolve 10 (cloudflare_zero_trust_gateway_policy.dev)
     ok      resolver         what leads Gateway to 10.10.0.10:53?
                              10.10.0.0/16 through tunnel dev in the account's default virtual network
                              (cloudflare_zero_trust_tunnel_cloudflared_route.dev)
     BROKEN  connector        does the connector of tunnel dev carry DNS?
                              it speaks HTTP/2 to Cloudflare, which carries no UDP
                              (kubernetes_deployment_v1.dev)
                              fix: leave the connector's protocol to cloudflared, or say quic; what
                                   cannot speak it, such as a Cloud Run connector, leaves DNS to
                                   another tunnel
   "
  `);
});

test("what is not known is no success", () => {
  expect(renderTrace(trace((r) => delete r[DEPLOYMENT].dev))).toContain("nothing is broken as far as can be told");
});

test("keeps to the width of a review", () => {
  const lines = renderTrace(trace(slow)).split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test("the same is a sequence diagram", () => {
  expect(traceDiagram(trace())).toMatchInlineSnapshot(`
   "\`\`\`mermaid
   sequenceDiagram
     participant Device
     participant Gateway
     participant Connector
     participant Resolver
     participant Origin
     Device->>Device: which profile does the device of a@example.com in engineers take?<br/>profile engineers
     Device->>Gateway: does profile engineers keep the name local?<br/>no: the device asks Gateway
     Gateway->>Gateway: which policy has the resolver of web.shop.svc.dev.k8s.example.internal?<br/>resolve 10
     Gateway->>Connector: what leads Gateway to 10.10.0.10:53?<br/>10.10.0.0/16 through tunnel dev in the account's default virtual network
     Connector->>Resolver: does the connector of tunnel dev carry DNS?<br/>yes, over QUIC
     Gateway->>Gateway: what does the account's default virtual network do with 10.10.0.0/16?<br/>10.10.0.0/16 through tunnel dev
     Device->>Gateway: does profile engineers send 10.10.0.0/16 through the tunnel?<br/>yes
     Gateway->>Connector: may a@example.com in engineers connect to 10.10.0.0/16?<br/>yes: policy allow 10 allows it
     Connector->>Origin: web.shop.svc.dev.k8s.example.internal
   \`\`\`
   "
  `);
});

test("the diagram crosses out what does not arrive", () => {
  const diagram = traceDiagram(trace(slow));
  expect(diagram).toContain("Connector-xResolver: does the connector of tunnel dev carry DNS?<br/>it speaks HTTP/2");
  expect(diagram).toContain("Note over Connector,Resolver: ConnectorWithoutQuic. ");
  expect(diagram).not.toContain("Origin");
  // A semicolon would end the line.
  expect(diagram.replace(/#\d+;/g, "")).not.toContain(";");
});
