import type { ErrorEntry } from "./entry";

/** @internal Of tunnels, published hosts and zones. */
export const TUNNEL_CODES = {
  HostOutsideZone: {
    means: "A host is not inside the zone that shall hold its record.",
    remedy: "Pass the zone that the host ends with.",
  },
  HostPublishedTwice: {
    means: "A host is published twice.",
    remedy: "Publish it once; add other origins of it by `addPath`.",
  },
  IngressAccessDiffers: {
    means: "The rules of one host have different access, or some have none.",
    remedy: "Give them all the same; access per path is no boundary, so an open path gets a host of its own.",
  },
  IngressRuleDuplicate: {
    means: "Two rules have the same host and path, so the second would get no request.",
    remedy: "Remove one.",
  },
  IngressRuleUnreachable: {
    means: "A rule gets no request, because one before it takes them all.",
    remedy: "Remove one, or narrow the one in front.",
  },
  OriginOptionInvalid: {
    means: "An origin option has a wrong value, or does nothing for this service.",
    remedy: "Look at the option's unit, and at the schemes it is for.",
  },
  PathInvalid: {
    means:
      "A path is neither a literal that starts with `/` nor an RE2 regex that starts with `^/`, or has what no request path has.",
    remedy: "Write `/reports` for a path and all below it; no glob, query, fragment, percent-encoding or dot segment.",
  },
  PathMatchesEverything: {
    means: "A path filters nothing.",
    remedy: "Publish the host without a path.",
  },
  PathRegexInvalid: {
    means: "A path's regex is not one that RE2 takes, or would not match what it seems to say.",
    remedy: "Write RE2, anchored by `^/`, with choices in a group: `^/(?:a|b)$`.",
  },
  PathsInvalid: {
    means: "`onlyPaths` and `addPath` are combined in a way that opens more than it says.",
    remedy: "Name every exact path in `onlyPaths`, or leave it out.",
  },
  PublicHostCovered: {
    means: "A public host is one level below a wildcard host whose application asks for a login there, too.",
    remedy: "Give one of them another level, or put policies in front of both.",
  },
  ServiceInvalid: {
    means:
      "A service is not one that a connector can proxy to; a connector drops the whole configuration for it, or misreads it.",
    remedy: "Write `scheme://host[:port]` without path or final slash, `unix:/path` or `http_status:404`.",
  },
  TokenInState: {
    means: "A warning: the tunnel's token is in Terraform's state, where whoever reads it can run the tunnel.",
    remedy:
      "Keep the token in a secret of its own: `TunnelToken.fromKubernetesSecret(…)` or `TunnelToken.fromSecretManager(…)`.",
  },
  TunnelNameTaken: {
    means: "Two tunnels of an account have one name, which Cloudflare refuses.",
    remedy: "Pass another `name`.",
  },
  WildcardPublic: {
    means: "A wildcard host is published without Access: every name below it would be open.",
    remedy: "Publish the hosts that are meant one by one, or put policies in front.",
  },
  ZoneInvalid: {
    means: "A zone's id or name is malformed.",
    remedy: "Copy both from the Cloudflare dashboard.",
  },
  ZoneNameUnknown: {
    means: "A warning: the zone's name is a token, so hosts are not checked to be inside it.",
    remedy: "Write the zone's name as a literal.",
  },
} as const satisfies Record<string, ErrorEntry>;
