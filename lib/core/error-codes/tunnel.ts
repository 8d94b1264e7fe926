import type { ErrorEntry } from "./entry";

/** @internal Codes of tunnels, published hosts and zones. */
export const TUNNEL_CODES = {
  GrpcNotSupported: {
    means:
      "Warning: an origin uses `http2Origin`, which gRPC requires, but gRPC calls to the host fail. Behind policies, Access ignores gRPC, so a call carries no token and the connector answers 403. On a public host, a connector that uses QUIC drops the trailers that end every call.",
    remedy:
      "Behind policies, reach a gRPC service through a private route. For a public host, set `protocol: Transport.HTTP2` on every connector of the tunnel. If the origin serves no gRPC, no change is needed.",
  },
  HostDeeperThanCertificate: {
    means:
      "Warning: the host is two or more labels below its zone. Cloudflare's Universal SSL certificate covers one label, so browsers report a TLS error such as `ERR_SSL_VERSION_OR_CIPHER_MISMATCH`.",
    remedy:
      "Order a certificate that covers the host and list its hosts in `certificateHosts` of the zone, or use a name with one label below the zone.",
  },
  HostOutsideZone: {
    means: "The hostname is not in the zone that would contain its DNS record.",
    remedy: "Pass the zone that the hostname ends with.",
  },
  HostPublishedTwice: {
    means:
      "The same host is published more than once in the app. Two tunnels of a stack can serve it only behind a load balancer and one Access application.",
    remedy:
      "Publish it once, and add other origins with `addPath`. For replicas behind a load balancer, publish it on each tunnel with `HostRecord.managedElsewhere(…)` and `HostAccess.existing(…)` of one `AccessApplication` of the stack.",
  },
  IngressAccessDiffers: {
    means: "The rules of one host have different Access settings, or some rules have none.",
    remedy:
      "Use the same settings for all rules of a host. Access per path is not a boundary; publish a public path on its own host.",
    neverSkipped: true,
  },
  IngressRuleDuplicate: {
    means: "Two rules have the same host and path, so the second one would receive no request.",
    remedy: "Remove one of the rules.",
  },
  IngressRuleUnreachable: {
    means: "A rule receives no request, because an earlier rule matches all of its requests.",
    remedy: "Remove one of the rules, or narrow the earlier one.",
  },
  OriginOptionInvalid: {
    means: "An origin option is unknown, has an invalid value, or has no effect on the service.",
    remedy: "Check the option's unit and range, and the schemes that it applies to.",
  },
  PathInvalid: {
    means:
      "A path is neither a literal that starts with `/` nor an RE2 regex that starts with `^/`, or it contains something that a request path never contains.",
    remedy:
      "Use `/reports` for a path and everything below it, without globs, query, fragment, percent-encoding or dot segments.",
  },
  PathMatchesEverything: {
    means: "The path matches every request.",
    remedy: "Publish the host without a path.",
  },
  PathRegexInvalid: {
    means: "The regex of a path is not valid in RE2, or does not match what it appears to match.",
    remedy: "Use RE2 syntax, anchored with `^/`, with alternatives in a group: `^/(?:a|b)$`.",
  },
  PathsInvalid: {
    means: "`onlyPaths` is empty, or `addPath` is called on a host that serves exact paths only.",
    remedy: "List every exact path in `onlyPaths`, or omit `onlyPaths`.",
  },
  PublicHostCovered: {
    means:
      "An Access application of the app covers a public host, by its name or by a wildcard one level above it, and requires a login for it.",
    remedy:
      "Remove the hostname from the application, move one of the hosts to another level, or protect the public host with policies.",
    neverSkipped: true,
  },
  ServiceInvalid: {
    means:
      "A connector cannot proxy to the service. It would reject the whole tunnel configuration or misinterpret the service.",
    remedy: "Use `scheme://host[:port]` without a path or a trailing slash, `unix:/path`, or `http_status:404`.",
  },
  TokenInState: {
    means:
      "Warning: the tunnel's token is stored in Terraform's state. Anyone who can read the state can run a connector of the tunnel.",
    remedy:
      "Store the token in its own secret and use `TunnelToken.fromKubernetesSecret(…)` or `TunnelToken.fromSecretManager(…)`.",
  },
  TunnelNameTaken: {
    means: "Two tunnels of an account have the same name, which Cloudflare refuses.",
    remedy: "Give one of them another `name`.",
  },
  WildcardPublic: {
    means: "A wildcard host is published without Access, which would make every name below it public.",
    remedy: "Publish each public host by its own name, or protect the wildcard with policies.",
    neverSkipped: true,
  },
  ZoneInvalid: {
    means: "The id or the name of a zone is malformed, or one of its `certificateHosts` is not a host of the zone.",
    remedy:
      "Copy id and name from the Cloudflare dashboard, and list exact hosts or wildcards such as `*.dev.example.com`.",
  },
  ZoneNameUnknown: {
    means: "Warning: the name of the zone is a token, so hosts are not checked to be in the zone.",
    remedy: "Specify the name of the zone as a literal.",
  },
} as const satisfies Record<string, ErrorEntry>;
