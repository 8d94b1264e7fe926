import { TerraformVariable } from "cdktf";
import { report } from "../../../lib/core/errors";
import { validateIngress } from "../../../lib/tunnel/ingress";
import { messagesOf } from "../messages";
import { account, origin, publish } from "./fixture";
import { HostAccess, IZone, Origin, Tunnel, Zone } from "cdktf-zero-trust";

/** Errors of zones, tunnels, hosts and origins. */
export default {
  GrpcNotSupported: () =>
    messagesOf((stack) => publish(stack, { origin: Origin.https("10.0.3.10", 4317, { http2Origin: true }) })),
  HostDeeperThanCertificate: () => messagesOf((stack) => publish(stack, { hostname: "app.dev.example.com" })),
  HostOutsideZone: () => messagesOf((stack) => publish(stack, { hostname: "app.example.org" })),
  HostPublishedTwice: () =>
    messagesOf((stack) => {
      publish(stack, {});
      const second = new Tunnel(stack, "second", { account });
      second.publish("app.example.com", {
        zone: stack.node.findChild("example.com") as IZone,
        origin,
        access: HostAccess.publicly("status page"),
      });
    }),
  HostnameInvalid: () => messagesOf((stack) => publish(stack, { hostname: "App.example.com" })),
  // The constructs give all rules of a host the same access. This check covers every other source of rules.
  IngressAccessDiffers: () =>
    messagesOf((stack) => {
      const rule = { hostname: "app.example.com", service: "http://10.0.3.10", literalLength: 0 };
      const access = { teamName: account.teamName, audTag: ["aud"] };
      report(
        stack,
        ...validateIngress([
          { ...rule, access },
          { ...rule, path: "^/open$", literalLength: 5 },
        ]),
      );
    }),
  IngressRuleDuplicate: () =>
    messagesOf((stack) => {
      const host = publish(stack, {});
      host.addPath("/reports", origin);
      host.addPath("/reports", origin);
    }),
  IngressRuleUnreachable: () =>
    messagesOf((stack) => {
      const host = publish(stack, {});
      host.addPath("/reports", origin);
      host.addPath("^/reports(/|$)", origin);
    }),
  OriginOptionInvalid: () =>
    messagesOf((stack) => publish(stack, { origin: Origin.http("10.0.3.10", 80, { connectTimeoutSeconds: 0.5 }) })),
  PathInvalid: () => messagesOf((stack) => publish(stack, {}).addPath("/reports/*", origin)),
  PathMatchesEverything: () => messagesOf((stack) => publish(stack, {}).addPath("/", origin)),
  PathRegexInvalid: () => messagesOf((stack) => publish(stack, {}).addPath("^/a|/b", origin)),
  PathsInvalid: () => messagesOf((stack) => publish(stack, { onlyPaths: ["/hook"] }).addPath("/reports", origin)),
  PublicHostCovered: () =>
    messagesOf((stack) => {
      publish(stack, { hostname: "*.example.com" });
      const zone = stack.node.findChild("example.com") as IZone;
      const access = HostAccess.publicly("status page");
      new Tunnel(stack, "second", { account }).publish("status.example.com", { zone, origin, access });
    }),
  ServiceInvalid: () => messagesOf((stack) => publish(stack, { origin: Origin.of("http://10.0.3.10/app") })),
  TokenNotAllowed: () =>
    messagesOf((stack) => publish(stack, { hostname: new TerraformVariable(stack, "hostname", {}).stringValue })),
  TunnelNameTaken: () =>
    messagesOf((stack) => {
      new Tunnel(stack, "eks-dev", { account });
      new Tunnel(stack, "eks-prod", { account, name: "eks-dev" });
    }),
  ZoneInvalid: () =>
    messagesOf((stack) => Zone.fromZoneAttributes(stack, "zone", { zoneId: "example", zoneName: "example.com" })),
  ZoneNameUnknown: () =>
    messagesOf((stack) => {
      const zoneName = new TerraformVariable(stack, "zone-name", {}).stringValue;
      Zone.fromZoneAttributes(stack, "zone", { zoneId: "fedcba9876543210fedcba9876543210", zoneName });
    }),
};
